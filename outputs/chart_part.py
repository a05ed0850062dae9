"""The chart part of a Word document: DrawingML text of a Chart, with its values cached for whoever only reads."""

from __future__ import annotations

from outputs.chart import Chart, Series
from outputs.chart_layout import TEXT, TITLE, gap, label_size, layout, names_size
from outputs.chart_numbers import number_format, own_format
from outputs.chart_style import FRAME, GRID, across, as_xml, filled, joined, line, text_format, words
from outputs.chart_workbook import cells

_NAMESPACES = (
    'xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
)
WORKBOOK = "rId1"  # the relationship of a chart part to the workbook that it is edited in
_ACROSS, _UP = 111111111, 222222222  # the axes' ids: any two that are positive
_AXES = f'<c:axId val="{_ACROSS}"/><c:axId val="{_UP}"/>'
_SHOWN = "".join(
    f'<c:show{what} val="{int(what == "Val")}"/>'
    for what in ("LegendKey", "Val", "CatName", "SerName", "Percent", "BubbleSize")
)
_HIDDEN = _SHOWN.replace('"1"', '"0"')


def chart_xml(chart: Chart, width: float, height: float) -> bytes:
    """``width`` and ``height`` of the drawing in mm."""
    legend = f'<c:legend><c:legendPos val="b"/><c:overlay val="0"/>{text_format(TEXT)}</c:legend>'
    inside = (
        f'{words(chart.title, TITLE, bold=True)}<c:autoTitleDeleted val="0"/>'
        f"<c:plotArea>{layout(chart, width, height)}{_drawn(chart, width)}"
        f"{_category_axis(chart, names_size(chart, width, height))}{_value_axis(chart)}</c:plotArea>"
        f'{legend if len(chart.drawn) > 1 else ""}<c:plotVisOnly val="1"/><c:dispBlanksAs val="gap"/>'
    )
    frame = f'<c:spPr><a:solidFill><a:srgbClr val="FFFFFF"/></a:solidFill>{line(FRAME, 0.5)}</c:spPr>'
    return (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
        f'<c:chartSpace {_NAMESPACES}><c:date1904 val="0"/><c:lang val="vi-VN"/><c:roundedCorners val="0"/>'
        f"<c:chart>{inside}</c:chart>{frame}{text_format(TEXT)}"
        f'<c:externalData r:id="{WORKBOOK}"><c:autoUpdate val="0"/></c:externalData></c:chartSpace>'
    ).encode()


def _drawn(chart: Chart, width: float) -> str:
    own = range(len(chart.series))
    if chart.kind == "lines":
        return _lines(chart, own)
    direction = "bar" if chart.kind == "bars" else "col"
    looks = [f'{filled(at)}<c:invertIfNegative val="0"/>{_labels(chart, at, "outEnd", width)}' for at in own]
    series = "".join(_series(chart, at, look) for at, look in zip(own, looks, strict=True))
    bars = (
        f'<c:barChart><c:barDir val="{direction}"/><c:grouping val="clustered"/><c:varyColors val="0"/>{series}'
        f'<c:gapWidth val="{round(gap(chart) * 100)}"/><c:overlap val="0"/>{_AXES}</c:barChart>'
    )
    return bars + (_lines(chart, range(len(chart.series), len(chart.drawn))) if chart.reference else "")


def _lines(chart: Chart, numbers: range) -> str:
    series = ""
    for number in numbers:
        if chart.drawn[number] is chart.reference:
            look = across(len(chart.categories))
        else:
            look = joined(number) + _labels(chart, number, "b" if number == 1 else "t", 0)
        series += _series(chart, number, look, '<c:smooth val="0"/>')
    return (
        f'<c:lineChart><c:grouping val="standard"/><c:varyColors val="0"/>{series}<c:marker val="1"/>{_AXES}'
        "</c:lineChart>"
    )


def _series(chart: Chart, number: int, look: str, after: str = "") -> str:
    one, last = chart.drawn[number], len(chart.categories)
    name = f"<c:tx>{_texts(cells(number + 1, 0, 0), (one.name,))}</c:tx>"
    categories = f"<c:cat>{_texts(cells(0, 1, last), chart.categories)}</c:cat>"
    values = f"<c:val>{_numbers(cells(number + 1, 1, last), one, chart.decimals)}</c:val>"
    return f'<c:ser><c:idx val="{number}"/><c:order val="{number}"/>{name}{look}{categories}{values}{after}</c:ser>'


def _texts(where: str, texts: tuple[str, ...]) -> str:
    points = "".join(f'<c:pt idx="{at}"><c:v>{as_xml(text)}</c:v></c:pt>' for at, text in enumerate(texts))
    cache = f'<c:strCache><c:ptCount val="{len(texts)}"/>{points}</c:strCache>'
    return f"<c:strRef><c:f>{as_xml(where)}</c:f>{cache}</c:strRef>"


def _numbers(where: str, series: Series, decimals: int) -> str:
    points = "".join(
        f'<c:pt idx="{at}"><c:v>{value}</c:v></c:pt>' for at, value in enumerate(series.values) if value is not None
    )
    shown = f"<c:formatCode>{as_xml(number_format(series.values, decimals))}</c:formatCode>"
    cache = f'<c:numCache>{shown}<c:ptCount val="{len(series.values)}"/>{points}</c:numCache>'
    return f"<c:numRef><c:f>{as_xml(where)}</c:f>{cache}</c:numRef>"


def _labels(chart: Chart, number: int, place: str, width: float) -> str:
    """A series' values in figures; of more than two lines the last points' alone, for the others would lie on them."""
    values, decimals = chart.series[number].values, chart.decimals
    known = [at for at, value in enumerate(values) if value is not None]
    some = chart.kind == "lines" and len(chart.series) > 2
    size, turned = label_size(chart, width)
    under = '<c:spPr><a:solidFill><a:srgbClr val="FFFFFF"/></a:solidFill></c:spPr>' if chart.reference else ""
    format = f'{under}{text_format(size, turned, wrapped=False)}<c:dLblPos val="{"r" if some else place}"/>{_SHOWN}'
    shared = number_format(values, decimals)
    apart = [(at, own_format(values[at], values, decimals)) for at in known]
    if some:
        last = "".join(_label(at, own or shared, format) for at, own in apart[-1:])
        return f"<c:dLbls>{last}{_HIDDEN}</c:dLbls>"
    own = "".join(_label(at, shown, format) for at, shown in apart if shown)
    return f"<c:dLbls>{own}{_format(shared)}{format}</c:dLbls>"


def _label(at: int, shown: str, format: str) -> str:
    return f'<c:dLbl><c:idx val="{at}"/>{_format(shown)}{format}</c:dLbl>'


def _format(shown: str) -> str:
    return f'<c:numFmt formatCode="{as_xml(shown)}" sourceLinked="0"/>'


def _category_axis(chart: Chart, size: float) -> str:
    """Every category is named; lying bars read from above."""
    lying = chart.kind == "bars"
    return (
        f'<c:catAx><c:axId val="{_ACROSS}"/><c:scaling><c:orientation val="{"maxMin" if lying else "minMax"}"/>'
        f'</c:scaling><c:delete val="0"/><c:axPos val="{"l" if lying else "b"}"/>'
        '<c:numFmt formatCode="General" sourceLinked="0"/><c:majorTickMark val="none"/><c:minorTickMark val="none"/>'
        f'<c:tickLblPos val="low"/><c:spPr>{line(FRAME, 0.75)}</c:spPr>{text_format(size)}<c:crossAx val="{_UP}"/>'
        '<c:crosses val="autoZero"/><c:auto val="0"/><c:lblAlgn val="ctr"/><c:lblOffset val="100"/>'
        '<c:tickLblSkip val="1"/><c:noMultiLvlLbl val="1"/></c:catAx>'
    )


def _value_axis(chart: Chart) -> str:
    """Columns and bars begin at 0: cut off below, they would tell of other proportions than there are."""
    lying, values = chart.kind == "bars", [value or 0 for one in chart.drawn for value in one.values]
    least = '<c:min val="0"/>' if chart.kind != "lines" and min(values, default=0) >= 0 else ""
    shown = as_xml(number_format(2 * value for value in values))  # an axis ends above the largest
    return (
        f'<c:valAx><c:axId val="{_UP}"/><c:scaling><c:orientation val="minMax"/>{least}</c:scaling><c:delete val="0"/>'
        f'<c:axPos val="{"b" if lying else "l"}"/>'
        f"<c:majorGridlines><c:spPr>{line(GRID, 0.5)}</c:spPr></c:majorGridlines>"
        f"{words(chart.unit, TEXT, turned=0 if lying else -90)}"
        f'<c:numFmt formatCode="{shown}" sourceLinked="0"/>'
        '<c:majorTickMark val="out"/><c:minorTickMark val="none"/><c:tickLblPos val="nextTo"/>'
        f'<c:spPr>{line(FRAME, 0.75)}</c:spPr>{text_format(TEXT)}<c:crossAx val="{_ACROSS}"/>'
        f'<c:crosses val="{"max" if lying else "autoZero"}"/><c:crossBetween val="between"/></c:valAx>'
    )
