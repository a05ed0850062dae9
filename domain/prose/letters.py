"""Letters by which Vietnamese prose tells a name."""

from __future__ import annotations

#: For a set of letters in a pattern.
UPPER = "A-ZĐÁÀẢÃẠÂẦẤẨẪẬĂẰẮẲẴẶÊỀẾỂỄỆÉÈẺẼẸÍÌỈĨỊÔỒỐỔỖỘƠỜỚỞỠỢÓÒỎÕỌÚÙỦŨỤƯỪỨỬỮỰÝỲỶỸỴ"
