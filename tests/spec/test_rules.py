"""Rules on fields and on numbers: what a unit writes, and what is found. Every shipped rule has its table."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator

import pytest

from domain.catalogue import Catalogue
from domain.half_year import HalfYear
from outputs.blank_form import write_workbook
from outputs.form_plan import plan_forms
from tasks.look import period_findings
from tests.homes import SmallHome
from tests.spec.table import KINDS, NOW, Case, Found, cases, form_of, found_in, good_filling, put, registry, send_all

NOTHING_CHANGED = """
    unit | changes | rule | severity | sheet | cell | saw
    xã   |
    ban  |
"""

REQUIRED = """
    unit | changes                                | rule     | severity | sheet              | cell | saw
    xã   | bieu_1.hoi_vien.ky_nay =               | required | warn     | Biểu 1             | F19  | để trống
    xã   | bieu_1.hoi_vien.ky_nay = …             | required | warn     | Biểu 1             | F19  | …
    xã   | bieu_1.hoi_vien.ky_nay = ...           | required | warn     | Biểu 1             | F19  | ...
    ban  | bieu_1.hoi_vien.ky_nay =               | required | warn     | Biểu 1             | F7   | để trống
    xã   | bia.dan_so.value =                     | required | warn     | Bìa                | B7   | để trống
    xã   | bieu_2.gdht.tong =; bieu_2.gdht.dang_ky = | required | warn  | Biểu 2             | E8   | để trống
         |                                        | required | warn     | Biểu 2             | F8   | để trống
    xã   | bieu_4.quy_thu.so_tien =; bieu_4.quy_ton_cuoi.so_tien = | required | warn | Biểu 4 | F8 | để trống
         |                                        | required | warn     | Biểu 4             | F10  | để trống
    xã   | danh_sach.*.so_hoi_vien#2 =            | required | warn     | Danh sách chi hội  | D7   | để trống
    xã   | danh_sach.*.ten#3 =                    | required | warn     | Danh sách chi hội  | B8   | để trống
    xã   | bieu_3.luot_hoc_vien.ky_nay = …        | required | warn     | Biểu 3             | F16  | …
    xã   | bieu_3.lop_khac.ky_nay = …             | required | warn     | Biểu 3             | F14  | …
    xã   | bieu_3.luot_hoc_vien.ky_nay =          |
    xã   | bieu_3.lop_khac.ky_nay =               |
    xã   | bieu_3.hoc_vien.ky_nay = -             |
    xã   | bieu_3.hoc_vien.ky_nay = không         |
    xã   | bieu_3.hoc_vien.ky_nay = 0             |
    xã   | danh_sach.*.loai#2 =                   |
    xã   | thuyet_minh.kien_nghi.value =          |
"""

WHOLE_NUMBER = """
    unit | changes                                      | rule         | severity    | sheet             | cell | saw
    xã   | bieu_3.hoc_vien.ky_nay = khoảng một trăm     | whole_number | refuse_file | Biểu 3            | F15  | "khoảng một trăm"
    xã   | bieu_3.hoc_vien.ky_nay = -5                  | whole_number | refuse_file | Biểu 3            | F15  | "-5"
    xã   | bieu_3.hoc_vien.ky_nay = "- 5 người"         | whole_number | refuse_file | Biểu 3            | F15  | "- 5 người"
    xã   | bieu_3.hoc_vien.ky_nay = "12,5"              | whole_number | refuse_file | Biểu 3            | F15  | "12,5"
    xã   | bieu_3.hoc_vien.ky_nay = 24/09/2021          | whole_number | refuse_file | Biểu 3            | F15  | "24/09/2021"
    xã   | bieu_1.hoi_vien_moi.uoc = một ít             | whole_number | refuse_file | Biểu 1            | G20  | "một ít"
    xã   | bia.dan_so.value = đông                      | whole_number | refuse_file | Bìa               | B7   | "đông"
    ban  | bieu_4.hoc_sinh.so_luong = nhiều             | whole_number | refuse_file | Biểu 4            | E14  | "nhiều"
    xã   | bieu_4.quy_thu.so_tien = 99999 tỉ; bieu_4.quy_ton_cuoi.so_tien = … | whole_number | refuse_file | Biểu 4 | F8 | "99999 tỉ"
         |                                              | required     | warn        | Biểu 4            | F10  | …
    xã   | bieu_3.hoc_vien.ky_nay = 5tr                 | whole_number | refuse_file | Biểu 3            | F15  | "5tr"
    xã   | danh_sach.*.so_hoi_vien#2 = mười             | whole_number | refuse_row  | Danh sách chi hội | D7   | "chữ (đã ẩn)"
    xã   | danh_sach.*.tang_giam#1 = ít                 | whole_number | refuse_row  | Danh sách chi hội | E6   | "chữ (đã ẩn)"
    xã   | danh_sach.*.so_hoi_vien#1 = -5               | whole_number | refuse_row  | Danh sách chi hội | D6   | "-5"
    xã   | danh_sach.*.tang_giam#1 = -4                 |
    xã   | bieu_3.hoc_vien.ky_nay = 1.600 học viên      |
    xã   | bieu_3.hoc_vien.ky_nay = "60"                |
    xã   | bieu_4.quy_thu.so_tien = 5 triệu đồng; bieu_4.quy_ton_cuoi.so_tien = 2000000 |
    xã   | thuyet_minh.han_che.value = 12               |
    xã   | bia.dien_thoai.value = không có              |
"""  # noqa: E501

BOTH = "trong tệp có cả số tách hàng nghìn bằng dấu chấm và số tách bằng dấu phẩy"
AMBIGUOUS_NUMBER = """
    unit | changes | rule | severity | sheet | cell | saw
    xã   | bieu_3.hoc_vien.ky_nay = 1.600; bieu_3.luot_hoc_vien.ky_nay = 1,600 | ambiguous_number | refuse_file | Biểu 3 | F15 | "1.600", {BOTH}
         |         | ambiguous_number | refuse_file | Biểu 3 | F16 | "1,600", {BOTH}
    xã   | bieu_3.hoc_vien.ky_nay = 1,600 học viên; bieu_4.hoc_sinh.so_tien = 2.700.000 | ambiguous_number | refuse_file | Biểu 3 | F15 | "1,600 học viên", {BOTH}
    ban  | bieu_1.hoi_vien.ky_nay = 1.600; bieu_4.hoc_sinh.so_tien = 2,700,000 | ambiguous_number | refuse_file | Biểu 1 | F7 | "1.600", {BOTH}
    xã   | danh_sach.*.so_hoi_vien#2 = 1.100; bieu_4.hoc_sinh.so_tien = 2,700,000; bieu_1.hoi_vien.ky_nay = 1300 | ambiguous_number | refuse_row | Danh sách chi hội | D7 | "1.100", {BOTH}
    xã   | bia.dan_so.value = 4.000; bieu_4.hoc_sinh.so_tien = 2,700,000 | ambiguous_number | refuse_file | Bìa | B7 | "4.000", {BOTH}
    xã   | bia.tong_kiem_tra.value = 13.100; bieu_4.hoc_sinh.so_tien = 2,700,000 | ambiguous_number | refuse_file | Bìa | B16 | "13.100", {BOTH}
    xã   | bieu_3.hoc_vien.ky_nay = 1.600; bieu_3.luot_hoc_vien.ky_nay = 1.700 |
    xã   | bieu_3.hoc_vien.ky_nay = 1,600; bieu_4.hoc_sinh.so_tien = 2,700,000 |
    xã   | bieu_3.hoc_vien.ky_nay = 1 600; bieu_3.luot_hoc_vien.ky_nay = 1,700 |
    xã   | bieu_4.hoc_sinh.so_tien = 2.700.000; bieu_4.nha_giao.so_tien = 1,400,000 |
    xã   | bieu_4.quy_thu.so_tien = 5,0 triệu đồng; bieu_4.quy_ton_cuoi.so_tien = 2000000; bieu_3.hoc_vien.ky_nay = 1.600 |
    xã   | bieu_3.hoc_vien.ky_nay = 1.600; thuyet_minh.han_che.value = Còn 1,600 hộ |
""".replace("{BOTH}", BOTH)  # noqa: E501

UNCACHED_FORMULA = """
    unit | changes                                     | rule             | severity    | sheet             | cell | saw
    xã   | bieu_3.hoc_vien.ky_nay = =SUM(F8:F9)        | uncached_formula | refuse_file | Biểu 3            | F15  | công thức chưa có kết quả
    ban  | bieu_1.hoi_vien.ky_nay = ='Bìa'!B7          | uncached_formula | refuse_file | Biểu 1            | F7   | công thức chưa có kết quả
    xã   | bieu_2.gdht.cong_nhan_nam = =YEAR(TODAY())-1 | uncached_formula | refuse_file | Biểu 2           | H8   | công thức chưa có kết quả
    xã   | bia.tong_kiem_tra.value = =SUM(A1:A9)       | uncached_formula | refuse_file | Bìa               | B16  | công thức chưa có kết quả
    xã   | bia.so_ho.value = =1000                     | uncached_formula | refuse_file | Bìa               | B9   | công thức chưa có kết quả
    xã   | danh_sach.*.so_hoi_vien#2 = =B1             | uncached_formula | refuse_row  | Danh sách chi hội | D7   | công thức chưa có kết quả
    xã   | danh_sach.*.ten#2 = =UPPER(B1)              | uncached_formula | refuse_row  | Danh sách chi hội | B7   | công thức chưa có kết quả
    xã   | thuyet_minh.han_che.value = => Kinh phí ít. |
    xã   | thuyet_minh.han_che.value = Số lớp = 2      |
"""  # noqa: E501

ERROR_CELL = """
    unit | changes                                | rule       | severity    | sheet             | cell | saw
    xã   | bieu_3.hoc_vien.ky_nay = #DIV/0!       | error_cell | refuse_file | Biểu 3            | F15  | ô báo lỗi #DIV/0!
    ban  | bieu_4.hoc_sinh.so_luong = #N/A        | error_cell | refuse_file | Biểu 4            | E14  | ô báo lỗi #N/A
    xã   | bieu_2.gdht.cong_nhan_nam = #REF!      | error_cell | refuse_file | Biểu 2            | H8   | ô báo lỗi #REF!
    xã   | bia.tong_kiem_tra.value = #VALUE!      | error_cell | refuse_file | Bìa               | B16  | ô báo lỗi #VALUE!
    xã   | bieu_1.chi_hoi_moi.uoc = #NAME?        | error_cell | refuse_file | Biểu 1            | G12  | ô báo lỗi #NAME?
    xã   | danh_sach.*.so_hoi_vien#2 = #NUM!      | error_cell | refuse_row  | Danh sách chi hội | D7   | ô báo lỗi #NUM!
    xã   | danh_sach.*.ten#2 = #N/A               | error_cell | refuse_row  | Danh sách chi hội | B7   | ô báo lỗi (đã ẩn)
    xã   | thuyet_minh.han_che.value = #khuyenhoc |
"""  # noqa: E501

YEAR = """
    unit | changes                                                     | rule | severity    | sheet  | cell | saw
    xã   | bieu_2.gdht.cong_nhan_nam = 21; bieu_2.gdht.cong_nhan = 5    | year | refuse_file | Biểu 2 | H8   | "21"
    xã   | bieu_2.gdht.cong_nhan_nam = 202; bieu_2.gdht.cong_nhan = 5   | year | refuse_file | Biểu 2 | H8   | "202"
    xã   | bieu_2.gdht.cong_nhan_nam = 20221; bieu_2.gdht.cong_nhan = 5 | year | refuse_file | Biểu 2 | H8   | "20221"
    xã   | bieu_2.gdht.cong_nhan_nam = năm ngoái                        | year | refuse_file | Biểu 2 | H8   | "năm ngoái"
    ban  | bieu_2.dvht_truong.cong_nhan_nam = 0                         | year | refuse_file | Biểu 2 | H9   | "0"
    xã   | bieu_2.gdht.cong_nhan_nam = 2021; bieu_2.gdht.cong_nhan = 5  |
    xã   | bieu_2.gdht.cong_nhan_nam = "2021"                           |
    xã   | bieu_2.gdht.cong_nhan_nam =                                  |
"""  # noqa: E501

PARTS_TOTAL = """
    unit | changes                               | rule        | severity    | sheet  | cell | saw
    xã   | bieu_3.lop.ky_nay = 3                 | parts_total | refuse_file | Biểu 3 | F8   | các phần cộng 2, tổng ghi 3
    xã   | bieu_3.lop.ky_nay = 0                 | parts_total | refuse_file | Biểu 3 | F8   | các phần cộng 2, tổng ghi 0
    xã   | bieu_1.ban.ky_nay = 1200              | parts_total | refuse_file | Biểu 1 | F14  | các phần cộng 0, tổng ghi 1.200
    xã   | bieu_4.quy_ton_cuoi.so_tien = 7       | parts_total | refuse_file | Biểu 4 | F10  | các phần cộng 2.000.000, tổng ghi 7
    ban  | bieu_4.quy_ton_cuoi.so_tien = 10000000 | parts_total | refuse_file | Biểu 4 | F10 | các phần cộng 2.000.000, tổng ghi 10.000.000
    xã   | bieu_1.chi_hoi.ky_nay = 4; rows = 4   | parts_total | refuse_file | Biểu 1 | F7   | các phần cộng 3, tổng ghi 4
    xã   | bieu_3.lop.ky_nay = 2                 |
    xã   | bieu_3.lop.ky_nay = 9; bieu_3.lop_khac.ky_nay = … | required | warn | Biểu 3 | F14 | …
    xã   | bieu_3.lop.ky_nay = …                 | required    | warn        | Biểu 3 | F8   | …
"""  # noqa: E501

YEAR_NOT_LATER = """
    unit | changes | rule | severity | sheet | cell | saw
    xã   | bieu_2.gdht.cong_nhan = 5; bieu_2.gdht.cong_nhan_nam = 2022 |
    xã   | bieu_2.gdht.cong_nhan = 5; bieu_2.gdht.cong_nhan_nam = 2023 | year_not_later | refuse_file | Biểu 2 | H8 | năm 2023
"""  # noqa: E501

RECOGNISED_AT_MOST_REGISTERED = """
    unit | changes | rule | severity | sheet | cell | saw
    xã   | bieu_2.gdht.cong_nhan = 701; bieu_2.gdht.cong_nhan_nam = 2022 | recognised_at_most_registered | refuse_file | Biểu 2 | I8 | công nhận 701, đăng ký cùng năm 2022 là 700
    xã   | bieu_2.gdht.cong_nhan = 700; bieu_2.gdht.cong_nhan_nam = 2022 |
    ban  | bieu_2.dvht_truong.cong_nhan = 3; bieu_2.dvht_truong.cong_nhan_nam = 2022 | recognised_at_most_registered | refuse_file | Biểu 2 | I9 | công nhận 3, đăng ký cùng năm 2022 là 2
    xã   | bieu_2.gdht.cong_nhan = 901; bieu_2.gdht.cong_nhan_nam = 2021 |
    xã   | 2021H2 bieu_2.gdht.dang_ky = 600; bieu_2.gdht.cong_nhan = 650; bieu_2.gdht.cong_nhan_nam = 2021 | recognised_at_most_registered | refuse_file | Biểu 2 | I8 | công nhận 650, đăng ký cùng năm 2021 là 600
    xã   | 2021H2 bieu_2.gdht.dang_ky = 650; bieu_2.gdht.cong_nhan = 650; bieu_2.gdht.cong_nhan_nam = 2021 |
    xã   | 2021H2 bieu_2.gdht.dang_ky = 800; bieu_2.gdht.cong_nhan = 750; bieu_2.gdht.cong_nhan_nam = 2021 |
    xã   | 2021H1 bieu_2.gdht.dang_ky = 900; 2021H2 bieu_2.gdht.dang_ky = 600; bieu_2.gdht.cong_nhan = 650; bieu_2.gdht.cong_nhan_nam = 2021 | recognised_at_most_registered | refuse_file | Biểu 2 | I8 | công nhận 650, đăng ký cùng năm 2021 là 600
    xã   | 2021H1 bieu_2.gdht.dang_ky = 600; 2021H2 bieu_2.gdht.dang_ky = 900; bieu_2.gdht.cong_nhan = 650; bieu_2.gdht.cong_nhan_nam = 2021 |
"""  # noqa: E501

LIST_TOTAL = """
    unit | changes   | rule       | severity    | sheet  | cell | saw
    xã   | rows = 2  | list_total | refuse_file | Biểu 1 | F7   | danh sách có 2 dòng, tổng ghi 3
    xã   | rows = 4  | list_total | refuse_file | Biểu 1 | F7   | danh sách có 4 dòng, tổng ghi 3
    xã   | rows = 0  | list_total | refuse_file | Biểu 1 | F7   | danh sách có 0 dòng, tổng ghi 3
    xã   | bieu_1.chi_hoi_thon.ky_nay = 0; bieu_1.chi_hoi_truong.ky_nay = 0; rows = 0 |
    xã   | bieu_1.chi_hoi_thon.ky_nay = 45; rows = 46; bieu_1.hoi_vien.ky_nay = 4600; bia.dan_so.value = 9000 |
    xã   | bieu_1.chi_hoi_thon.ky_nay = …; rows = 9; bieu_1.hoi_vien.ky_nay = 900 | required | warn | Biểu 1 | F8 | …
         |           | list_total | refuse_file | Biểu 1 | F7 | danh sách có 9 dòng, tổng ghi 1
"""

LIST_MEMBERS = """
    unit | changes                            | rule         | severity | sheet  | cell | saw
    xã   | bieu_1.hoi_vien.ky_nay = 299       | list_members | warn     | Biểu 1 | F19  | danh sách cộng được 300 hội viên, tổng ghi 299
    xã   | bieu_1.hoi_vien.ky_nay = -         | list_members | warn     | Biểu 1 | F19  | danh sách cộng được 300 hội viên, tổng ghi 0
    xã   | danh_sach.*.so_hoi_vien#1 = 1300   | list_members | warn     | Biểu 1 | F19  | danh sách cộng được 1.500 hội viên, tổng ghi 500
    xã   | bieu_1.hoi_vien.ky_nay = 300       |
    xã   | bieu_1.hoi_vien.ky_nay = "300 hội viên" |
"""  # noqa: E501

CONTROL_TOTAL = """
    unit | changes                               | rule          | severity    | sheet | cell | saw
    xã   | bia.tong_kiem_tra.value = 7           | control_total | refuse_file | Bìa   | B16  | các ô số trong tệp cộng được 14.102.694, Tổng kiểm tra ghi 7
    ban  | bia.tong_kiem_tra.value = 14100604    | control_total | refuse_file | Bìa   | B10  | các ô số trong tệp cộng được 14.100.603, Tổng kiểm tra ghi 14.100.604
    xã   | bia.tong_kiem_tra.value = 14102694    |
    ban  | bia.tong_kiem_tra.value = 14100603    |
"""  # noqa: E501

NARRATIVE_PRESENT = """
    unit | changes                               | rule              | severity | sheet       | cell | saw
    xã   | thuyet_minh.ket_qua.value =           | narrative_present | warn     | Thuyết minh | B3   | chưa có nội dung
    ban  | thuyet_minh.han_che.value =           | narrative_present | warn     | Thuyết minh | B4   | chưa có nội dung
    xã   | thuyet_minh.han_che.value = -         | narrative_present | warn     | Thuyết minh | B4   | chưa có nội dung
    xã   | thuyet_minh.han_che.value = …         | narrative_present | warn     | Thuyết minh | B4   | chưa có nội dung
    xã   | thuyet_minh.han_che.value = Không có. |
    xã   | thuyet_minh.nguyen_nhan.value =       |
"""

IN_SET = """
    unit | changes                                        | rule   | severity | sheet             | cell | saw
    xã   | danh_sach.*.loai#1 = câu lạc bộ                | in_set | warn     | Danh sách chi hội | C6   | loại không có trong danh mục
    xã   | danh_sach.*.loai#2 = 3                         | in_set | warn     | Danh sách chi hội | C7   | loại không có trong danh mục
    xã   | danh_sach.*.loai#1 = thôn và cơ quan           | in_set | warn     | Danh sách chi hội | C6   | loại không có trong danh mục
    xã   | danh_sach.*.loai#1 = BẢN; danh_sach.*.loai#2 = Tổ dân phố |
    xã   | danh_sach.*.loai#1 = Thôn, bản; danh_sach.*.loai#3 = Trường |
    xã   | danh_sach.*.loai#1 = Chi hội thôn              |
    xã   | danh_sach.*.loai#1 =                           |
"""  # noqa: E501

UNIQUE_IN_LIST = """
    unit | changes                                        | rule           | severity | sheet             | cell | saw
    xã   | danh_sach.*.ten#3 = Chi hội bản 1              | unique_in_list | warn     | Danh sách chi hội | B8   | trùng tên với dòng 1
    xã   | danh_sach.*.ten#2 = CHI HỘI  BẢN 3.            | unique_in_list | warn     | Danh sách chi hội | B8   | trùng tên với dòng 2
    xã   | danh_sach.*.ten#2 = Hoà; danh_sach.*.ten#3 = Hòa | unique_in_list | warn   | Danh sách chi hội | B8   | trùng tên với dòng 2
    xã   | danh_sach.*.ten#2 = Chi hội bản 1; danh_sach.*.ten#3 = Chi hội bản 1 | unique_in_list | warn | Danh sách chi hội | B7 | trùng tên với dòng 1
         |                                                | unique_in_list | warn     | Danh sách chi hội | B8   | trùng tên với dòng 1
    xã   | danh_sach.*.ten#2 = Chi hội bản 11             |
    xã   | danh_sach.*.so_hoi_vien#2 = 99                 |
"""  # noqa: E501

LIST_KINDS = """
    unit | changes                                        | rule       | severity | sheet  | cell | saw
    xã   | danh_sach.*.loai#1 = trường học                | list_kinds | warn     | Biểu 1 | F8   | danh sách có 1 dòng loại thôn, tổ dân phố, biểu ghi 2
         |                                                | list_kinds | warn     | Biểu 1 | F9   | danh sách có 2 dòng loại trường học, biểu ghi 1
    xã   | danh_sach.*.loai#3 = dòng họ                   | list_kinds | warn     | Biểu 1 | F9   | danh sách có 0 dòng loại trường học, biểu ghi 1
         |                                                | list_kinds | warn     | Biểu 1 | F11  | danh sách có 1 dòng loại dòng họ, biểu ghi 0
    xã   | danh_sach.*.loai#1 = trường học; danh_sach.*.loai#2 = |
    xã   | danh_sach.*.loai#1 = bản; danh_sach.*.loai#2 = tổ |
"""  # noqa: E501

PART_AT_MOST_WHOLE = """
    unit | changes | rule | severity | sheet | cell | saw
    xã   | bieu_2.gdht.dang_ky_moi = 701 | part_at_most_whole | refuse_file | Biểu 2 | G8 | “Đăng ký năm / Trong đó đăng ký mới” ghi 701, “Đăng ký năm / Tổng số” ghi 700
    ban  | bieu_4.hoc_sinh.hien_vat = 2700001 | part_at_most_whole | refuse_file | Biểu 4 | G14 | “Trong đó hiện vật quy tiền (đồng)” ghi 2.700.001, “Số tiền (đồng)” ghi 2.700.000
    xã   | bieu_1.hoi_vien.uoc = 501 | part_at_most_whole | refuse_file | Biểu 1 | G19 | “Trong đó: ước” ghi 501, “Kỳ này” ghi 500
    xã   | bieu_3.hoc_vien.uoc = 61 | part_at_most_whole | refuse_file | Biểu 3 | G15 | “Trong đó: ước” ghi 61, “Kỳ này” ghi 60
    xã   | bia.dan_so_18.value = 4001 | part_at_most_whole | refuse_file | Bìa | B8 | “Bìa, Dân số từ 18 tuổi” ghi 4.001, “Bìa, Dân số” ghi 4.000
    xã   | bieu_2.gdht.dang_ky_moi = 700; bieu_1.hoi_vien.uoc = 500; bieu_4.hoc_sinh.hien_vat = 2700000; bia.dan_so_18.value = 4000 |
    xã   | bieu_1.hoi_vien.uoc = 600; bieu_1.hoi_vien.ky_nay = … | required | warn | Biểu 1 | F19 | …
"""  # noqa: E501

AT_MOST_OTHER = """
    unit | changes | rule | severity | sheet | cell | saw
    xã   | bieu_2.gdht.dang_ky = 1001 | at_most_other | warn | Biểu 2 | F8 | “Đăng ký năm / Tổng số” ghi 1.001, “Tổng số trên địa bàn” ghi 1.000
    ban  | bieu_2.dvht_truong.cong_nhan = 5; bieu_2.dvht_truong.cong_nhan_nam = 2021 | at_most_other | warn | Biểu 2 | I9 | “Công nhận năm gần nhất / Số” ghi 5, “Tổng số trên địa bàn” ghi 4
    xã   | bieu_1.chi_hoi_moi.ky_nay = 4 | at_most_other | warn | Biểu 1 | F12 | “Biểu 1, Chi hội thành lập mới, Kỳ này” ghi 4, “Biểu 1, Chi hội khuyến học: tổng số, Kỳ này” ghi 3
    ban  | bieu_1.hoi_vien_moi.ky_nay = 501 | at_most_other | warn | Biểu 1 | F8 | “Biểu 1, Hội viên kết nạp mới, Kỳ này” ghi 501, “Biểu 1, Hội viên: tổng số, Kỳ này” ghi 500
    xã   | bieu_1.hoi_vien.ky_nay = 4001 | at_most_other | warn | Biểu 1 | F19 | “Biểu 1, Hội viên: tổng số, Kỳ này” ghi 4.001, “Bìa, Dân số” ghi 4.000
    xã   | bia.so_ho.value = 4001; bieu_2.gdht.tong = 4001 | at_most_other | warn | Bìa | B9 | “Bìa, Số hộ” ghi 4.001, “Bìa, Dân số” ghi 4.000
    xã   | bieu_3.luot_hoc_vien.ky_nay = 59 | at_most_other | warn | Biểu 3 | F15 | “Biểu 3, Học viên, mỗi người tính một lần, Kỳ này” ghi 60, “Biểu 3, Lượt học viên, Kỳ này” ghi 59
    xã   | bieu_2.dvht_co_quan.tong = 3 | at_most_other | warn | Biểu 2 | E12 | “Biểu 2, Đơn vị học tập: cơ quan, trường học, doanh nghiệp cộng lại, Tổng số trên địa bàn” ghi 7, “Bìa, Số cơ quan, đơn vị, trường học, doanh nghiệp” ghi 6
    xã   | bieu_2.dvht_co_quan.tong = 2; bieu_3.luot_hoc_vien.ky_nay = 60; bieu_2.gdht.dang_ky = 1000; bieu_1.hoi_vien_moi.ky_nay = 500 |
    ban  | bieu_2.dvht_truong.tong = 40 |
"""  # noqa: E501

MOST_POSSIBLE = """
    unit | changes | rule | severity | sheet | cell | saw
    xã   | bieu_2.cdht_xa.tong = 8; bieu_2.cdht_xa.dang_ky = 6 | most_possible | refuse_file | Biểu 2 | E11 | ghi 8
         |         | most_possible | refuse_file | Biểu 2 | F11 | ghi 6
    xã   | bieu_2.cdht_xa.cong_nhan = 2; bieu_2.cdht_xa.tong = 1 | most_possible | refuse_file | Biểu 2 | I11 | ghi 2
         |         | at_most_other | warn | Biểu 2 | I11 | “Công nhận năm gần nhất / Số” ghi 2, “Tổng số trên địa bàn” ghi 1
    xã   | bieu_2.cdht_xa.dang_ky = 0 |
    xã   | bieu_2.cdht_thon.tong = 8 |
"""  # noqa: E501

FORMS_AGREE = """
    unit | changes | rule | severity | sheet | cell | saw
    xã   | bieu_2.gdht.tong = 1001 | forms_agree | warn | Biểu 2 | E8 | “Biểu 2, Gia đình học tập, Tổng số trên địa bàn” ghi 1.001, “Bìa, Số hộ” ghi 1.000
    xã   | bia.so_dong_ho.value = 10 | forms_agree | warn | Biểu 2 | E9 | “Biểu 2, Dòng họ học tập, Tổng số trên địa bàn” ghi 9, “Bìa, Số dòng họ” ghi 10
    xã   | bia.so_thon.value = 9 | forms_agree | warn | Biểu 2 | E10 | “Biểu 2, Cộng đồng học tập cấp thôn, tổ, Tổng số trên địa bàn” ghi 8, “Bìa, Số thôn, bản, tổ dân phố” ghi 9
    xã   | bia.so_thon.value = 9; bieu_2.cdht_thon.tong = 9 |
    xã   | bia.so_thon.value = …; bieu_2.cdht_thon.tong = 9 | required | warn | Bìa | B11 | …
"""  # noqa: E501

OPENING_STOCK = """
    unit | changes | rule | severity | sheet | cell | saw
    xã   | 2021H2 bieu_4.quy_thu.so_tien = 6000000 | opening_stock | warn | Biểu 4 | F7 | tồn đầu 2.000.000
    ban  | 2021H2 bieu_4.quy_chi.so_tien = 6000000; bieu_4.quy_ton_dau.so_tien = 1500000 | opening_stock | warn | Biểu 4 | F7 | tồn đầu 1.500.000
    ban  | 2021H2 bieu_4.quy_chi.so_tien = 6000000; bieu_4.quy_ton_dau.so_tien = 1000000 |
    xã   | 2021H1 bieu_4.quy_thu.so_tien = 9000000 |
    xã   | bieu_4.quy_ton_dau.so_tien = 7000000 |
"""  # noqa: E501

MONEY_EACH = """
    unit | changes | rule | severity | sheet | cell | saw
    xã   | bieu_4.hoc_bong.so_luong = 5; bieu_4.hoc_bong.so_tien = 1500 | money_each | warn | Biểu 4 | F11 | 1.500 đồng cho 5 suất
    ban  | bieu_4.hoc_sinh.so_tien = 2700 | money_each | warn | Biểu 4 | F14 | 2.700 đồng cho 90 lượt
    xã   | bieu_4.tap_the.so_luong = 2; bieu_4.tap_the.so_tien = 12 | money_each | warn | Biểu 4 | F15 | 12 đồng cho 2 tập thể
         |         | money_scale | warn | Biểu 4 | F15 | 12 đồng
    xã   | bieu_4.tap_the.so_luong = 2; bieu_4.tap_the.so_tien = 0 |
    xã   | bieu_4.tap_the.so_luong = 0; bieu_4.tap_the.so_tien = 5000 |
    xã   | bieu_4.hoc_sinh.so_tien = 180000 |
"""  # noqa: E501

MONEY_SCALE = """
    unit | changes | rule | severity | sheet | cell | saw
    xã   | bieu_4.quy_thu.so_tien = 99000; bieu_4.quy_chi.so_tien = 100000 | money_scale | warn | Biểu 4 | F8 | 99.000 đồng
    ban  | bieu_4.quy_thu.cap_tren = 12 | money_scale | warn | Biểu 4 | H8 | 12 đồng
    ban  | bieu_4.hoc_sinh.hien_vat = 500 | money_scale | warn | Biểu 4 | G14 | 500 đồng
    ban  | bieu_4.quy_thu.cap_tren = 1000 |
    ban  | bieu_4.quy_thu.so_tien = 0; bieu_4.quy_chi.so_tien = 0 |
"""  # noqa: E501

TYPED_PERCENTAGE = """
    unit | changes | rule | severity | sheet | cell | saw
    xã   | bieu_2.gdht.cong_nhan = 526; bieu_2.gdht.cong_nhan_nam = 2021; Biểu 2!J8 = "52,7" | typed_percentage | warn | Biểu 2 | J8 | tỷ lệ 52,7%
    xã   | bieu_2.gdht.cong_nhan = 526; bieu_2.gdht.cong_nhan_nam = 2021; Biểu 2!J8 = 52,60 % |
    xã   | bieu_2.gdht.cong_nhan = 526; bieu_2.gdht.cong_nhan_nam = 2021; Biểu 2!J8 = 53 |
    xã   | bieu_2.gdht.cong_nhan = 526; bieu_2.gdht.cong_nhan_nam = 2021; Biểu 2!J8 = "0.526" |
    xã   | bieu_2.gdht.cong_nhan = 526; bieu_2.gdht.cong_nhan_nam = 2021; Biểu 2!J8 = hơn một nửa |
    xã   | Biểu 1!F22 = "12,4" | typed_percentage | warn | Biểu 1 | F22 | tỷ lệ 12,4%
    xã   | Biểu 1!F22 = "12,5" |
    xã   | Biểu 2!J9 = 5 |
"""  # noqa: E501

TABLES = {
    "nothing changed": NOTHING_CHANGED,
    "required": REQUIRED,
    "whole_number": WHOLE_NUMBER,
    "ambiguous_number": AMBIGUOUS_NUMBER,
    "uncached_formula": UNCACHED_FORMULA,
    "error_cell": ERROR_CELL,
    "year": YEAR,
    "parts_total": PARTS_TOTAL,
    "recognised_at_most_registered": RECOGNISED_AT_MOST_REGISTERED,
    "year_not_later": YEAR_NOT_LATER,
    "list_total": LIST_TOTAL,
    "list_members": LIST_MEMBERS,
    "control_total": CONTROL_TOTAL,
    "narrative_present": NARRATIVE_PRESENT,
    "in_set": IN_SET,
    "unique_in_list": UNIQUE_IN_LIST,
    "list_kinds": LIST_KINDS,
    "part_at_most_whole": PART_AT_MOST_WHOLE,
    "at_most_other": AT_MOST_OTHER,
    "most_possible": MOST_POSSIBLE,
    "forms_agree": FORMS_AGREE,
    "opening_stock": OPENING_STOCK,
    "money_each": MONEY_EACH,
    "money_scale": MONEY_SCALE,
    "typed_percentage": TYPED_PERCENTAGE,
}
CASES = [case for text in TABLES.values() for case in cases(text)]


@pytest.fixture(scope="module")
def judged(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SmallHome]:
    """All cases in one home, each sent by a unit of its own, collected once."""
    home = SmallHome(tmp_path_factory.mktemp("spec") / "home", registry(KINDS[case.unit] for case in CASES))
    send_all(home, CASES)
    home.collect()
    yield home
    home.close()


@pytest.fixture(scope="module")
def verdicts(judged: SmallHome) -> list[tuple[str, list[Found]]]:
    """The state and the findings of each case's last file, in the order of the cases."""
    found = found_in(judged.open())
    return [found[f"C-{number}"][-1] for number in range(1, len(CASES) + 1)]


@pytest.mark.parametrize("number", range(len(CASES)), ids=[str(case) for case in CASES])
def test_what_is_written_finds_what_the_table_says(verdicts: list[tuple[str, list[Found]]], number: int) -> None:
    case, (state, found) = CASES[number], verdicts[number]
    assert sorted(found, key=str) == sorted(case.found, key=str)
    refused = any(one.severity == "refuse_file" for one in case.found)
    assert state == ("refused" if refused else "accepted")


def test_every_shipped_rule_has_cases_that_break_it_and_cases_that_do_not(catalogue: Catalogue) -> None:
    rules = {rule.id for rule in catalogue.rules if rule.on in ("cell", "comparison")}
    assert set(TABLES) == {"nothing changed", *rules}
    for rule in rules:
        found = [any(one.rule == rule for one in case.found) for case in cases(TABLES[rule])]
        assert any(found) and not all(found), rule


def test_standing_findings_are_those_of_the_files(judged: SmallHome, verdicts: list[tuple[str, list[Found]]]) -> None:
    """What the command lists is what was found in the files, a missing place as null, beside the review's."""
    home = judged.open()
    listed = [
        Found(*(one[name] or "" for name in ("rule", "severity", "sheet", "cell", "saw")))
        for one in period_findings(home, HalfYear.parse(NOW))
        if home.catalogue.rule_by_id[one["rule"]].on != "review"
    ]
    assert sorted(listed, key=str) == sorted((one for _, found in verdicts for one in found), key=str)


# --- one file must not stop the others ---------------------------------------------------------------

STRANGE = """
    unit | changes
    xã   | bieu_3.hoc_vien.ky_nay = 99999999999999999999
    xã   | bieu_3.hoc_vien.ky_nay = "99999999999999999999 người"
    xã   | bieu_2.gdht.cong_nhan_nam = 30000000000; bieu_2.gdht.cong_nhan = 5
    xã   | bieu_4.quy_thu.so_tien = 9000000000000000000; bieu_4.quy_chi.so_tien = 9000000000000000000
    xã   | bia.tong_kiem_tra.value = "99999999999999999999"
"""


@pytest.mark.parametrize("case", cases(STRANGE), ids=str)
def test_a_number_beyond_all_counting_stops_no_other_file_and_is_never_counted(
    tmp_path_factory: pytest.TempPathFactory, case: Case
) -> None:
    home = SmallHome(tmp_path_factory.mktemp("strange") / "home", registry(["hoi_xa", "hoi_xa"]))
    send_all(home, [case, Case("xã", "", {NOW: {}})])
    home.collect()
    found = found_in(home.open())
    home.close()
    assert [state for state, _ in found["C-1"]] == ["refused"] or "tong_kiem_tra" in case.said
    assert found["C-2"] == [("accepted", [])]


# --- what no table can write -------------------------------------------------------------------------


def with_stored(data: bytes, sheet: int, cell: str, number: str) -> bytes:
    """A workbook in which a cell stores another number; the results of its formulas stay."""
    changed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(changed, "w") as new:
        for member in old.infolist():
            content = old.read(member)
            if member.filename == f"xl/worksheets/sheet{sheet}.xml":
                text, count = re.subn(
                    rf'(<c r="{cell}"[^>]*>)<v>[^<]*</v>', rf"\g<1><v>{number}</v>", content.decode(), count=1
                )
                assert count == 1
                content = text.encode()
            new.writestr(member, content)
    return changed.getvalue()


@pytest.mark.parametrize("stored", ["1.234", "12.5", "0.016", "1.6"])
def test_a_fraction_that_a_workbook_stores_as_a_number_is_no_whole_number(small_home: SmallHome, stored: str) -> None:
    """``1.234`` as text is a grouped number; as a stored number it is a fraction, whatever was meant."""
    home = small_home.open()
    unit = home.units[0]
    data = write_workbook(plan_forms(home.catalogue, good_filling(unit)))
    put(small_home, unit, "a.xlsx", with_stored(data, 4, "F15", stored))
    small_home.collect()
    ((state, found),) = found_in(home)[unit.code]
    assert state == "refused"
    assert ("whole_number", "Biểu 3", "F15") in [(one.rule, one.sheet, one.cell) for one in found]


def test_whole_numbers_that_a_workbook_stores_as_floats_are_whole(small_home: SmallHome) -> None:
    home = small_home.open()
    unit = home.units[0]
    data = write_workbook(plan_forms(home.catalogue, good_filling(unit)))
    put(small_home, unit, "a.xlsx", with_stored(data, 4, "F15", "60.0"))
    small_home.collect()
    assert found_in(home)[unit.code] == [("accepted", [])]


def test_a_correction_of_one_form_is_judged_with_the_forms_that_stand(small_home: SmallHome) -> None:
    """A list sent later, alone, is compared with the total that was sent before; and so is a total."""
    small_home.send("00001", name="a.xlsx")
    small_home.collect()
    small_home.send("00001", name="b.xlsx", only=["danh_sach"], branches=[{"ten": "Chi hội A", "so_hoi_vien": 501}])
    small_home.send("00001", name="c.xlsx", only=["bieu_1"], bieu_1__chi_hoi_thon__ky_nay=8)
    small_home.collect()
    states = found_in(small_home.open())["00001"]
    assert [(state, [(one.rule, one.saw) for one in found]) for state, found in states] == [
        ("accepted", []),
        (
            "refused",
            [
                ("list_total", "danh sách có 1 dòng, tổng ghi 3"),
                ("list_members", "danh sách cộng được 501 hội viên, tổng ghi 500"),
            ],
        ),
        ("refused", [("list_total", "danh sách có 3 dòng, tổng ghi 9")]),
    ]


def test_a_recognition_is_compared_with_the_same_units_registration_only(small_home: SmallHome) -> None:
    home = small_home.open()
    one, other = home.units[0], home.units[1]
    put(
        small_home,
        other,
        "a.xlsx",
        write_workbook(form_of(home.catalogue, other, "2021H2", {"bieu_2.gdht.dang_ky": 5})),
    )
    recognised = {"bieu_2.gdht.cong_nhan": 650, "bieu_2.gdht.cong_nhan_nam": 2021}
    put(small_home, one, "b.xlsx", write_workbook(form_of(home.catalogue, one, NOW, recognised)))
    small_home.collect()
    assert found_in(home)[one.code] == [("accepted", [])]


def test_a_refused_form_leaves_what_stood(small_home: SmallHome) -> None:
    small_home.send("00001", name="a.xlsx", bieu_1__chi_hoi_thon__ky_nay=5, bieu_1__chi_hoi_truong__ky_nay=4)
    small_home.collect()
    ((state, found),) = found_in(small_home.open())["00001"]
    assert (state, [one.saw for one in found]) == ("refused", ["danh sách có 3 dòng, tổng ghi 9"])
    small_home.send("00001", name="b.xlsx", only=["danh_sach"])
    small_home.collect()
    assert found_in(small_home.open())["00001"][-1] == ("accepted", []), "what was refused is not compared with"
