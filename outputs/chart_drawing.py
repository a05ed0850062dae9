"""A native chart in a Word document: the chart part, the workbook that it is edited in, and the drawing."""

from __future__ import annotations

from docx.document import Document
from docx.opc.constants import RELATIONSHIP_TYPE as RT
from docx.opc.packuri import PackURI
from docx.opc.part import Part

from outputs.chart import Chart, Drawing
from outputs.chart_part import WORKBOOK, chart_xml
from outputs.chart_style import as_xml
from outputs.chart_workbook import chart_workbook

_CHART = "application/vnd.openxmlformats-officedocument.drawingml.chart+xml"
_WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_MAIN = "http://schemas.openxmlformats.org/drawingml/2006"
_EMU_A_MM = 36000
_CHARTS_FROM = 1000  # drawings' ids: far from those that a document gives to pictures


def add_chart(document: Document, chart: Chart, width_mm: float, height_mm: float, number: int) -> Drawing:
    """Adds the parts of the chart that is the document's ``number``-th; the paragraph that draws it."""
    package, size = document.part.package, (width_mm, height_mm)
    name = PackURI(f"/word/embeddings/Microsoft_Excel_Sheet{number}.xlsx")
    workbook = Part(name, _WORKBOOK, chart_workbook(chart), package)
    part = Part(PackURI(f"/word/charts/chart{number}.xml"), _CHART, chart_xml(chart, *size), package)
    part.load_rel(RT.PACKAGE, workbook, WORKBOOK)
    return Drawing(_paragraph(chart, document.part.relate_to(part, RT.CHART), size, number))


def _paragraph(chart: Chart, relationship: str, size: tuple[float, float], number: int) -> str:
    """Kept on one page with the line below where it has a note."""
    wide, high = (round(mm * _EMU_A_MM) for mm in size)
    told = f'name="Biểu đồ {number}" descr="{as_xml(chart.description)}" title="{as_xml(chart.title)}"'
    graphic = (
        f'<a:graphic xmlns:a="{_MAIN}/main"><a:graphicData uri="{_MAIN}/chart"><c:chart xmlns:c="{_MAIN}/chart" '
        'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" '
        f'r:id="{relationship}"/></a:graphicData></a:graphic>'
    )
    keep = "<w:keepNext/>" if chart.note else ""
    return (
        f'<w:p><w:pPr><w:pStyle w:val="Normal"/>{keep}<w:spacing w:before="120" w:after="60"/><w:jc w:val="center"/>'
        f'</w:pPr><w:r><w:drawing><wp:inline xmlns:wp="{_MAIN}/wordprocessingDrawing" distT="0" distB="0" distL="0" '
        f'distR="0"><wp:extent cx="{wide}" cy="{high}"/><wp:effectExtent l="0" t="0" r="0" b="0"/>'
        f'<wp:docPr id="{_CHARTS_FROM + number}" {told}/><wp:cNvGraphicFramePr/>{graphic}'
        "</wp:inline></w:drawing></w:r></w:p>"
    )
