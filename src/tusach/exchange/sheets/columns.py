"""The fields that a column of a list may mean, and the names that lists give them.

Names are written folded (no marks, small letters), in Vietnamese and in English; what the header
of a real list says is folded before it is compared.
"""

from __future__ import annotations

from functools import lru_cache
from types import MappingProxyType

from tusach.exchange.sheets import reader_columns
from tusach.library.catalogue.folding import fold

TITLE_FIELDS = (
    *("title", "subtitle", "volume", "author", "responsibility", "edition", "publisher"),
    *("published_at", "year", "extent", "series", "language", "dewey", "isbn", "kind"),
    *("subjects", "summary"),
)
COPY_FIELDS = (
    *("accession", "barcode", "call_number", "library", "room", "price", "registered_on"),
    *("quantity", "note"),
)
FIELDS = TITLE_FIELDS + COPY_FIELDS
LONGEST_NAME = 1_000
"""Characters of a cell that may still be the name of a column; no more is folded to see it."""
SEVERAL = frozenset(("subjects", "note"))
"""Fields that several columns may mean; any other field has one column."""

_NAMES = {
    "accession": "so dang ky ca biet|so dkcb|dkcb|dang ky ca biet|so ca biet|so dang ky|so vao so"
    "|ma dkcb|ma sach|ma tai lieu|ma so|so dk|accession|accession no|accession number|reg no"
    "|register number|inventory number|copy number",
    "barcode": "ma vach|barcode|so the sach",
    "title": "nhan de|ten sach|ten tai lieu|ten an pham|tua sach|tua de|tieu de|nhan de chinh"
    "|ten tac pham|tac pham|ten|sach|title|book title|name of book|title proper",
    "subtitle": "phu de|nhan de phu|subtitle|other title information",
    "volume": "tap|so tap|volume|vol|part",
    "author": "tac gia|ten tac gia|nguoi viet|nguoi bien soan|chu bien|bien soan|author|authors"
    "|writer|creator",
    "responsibility": "thong tin trach nhiem|trach nhiem|dich gia|nguoi dich"
    "|statement of responsibility|translator",
    "publisher": "nha xuat ban|nxb|nha xb|don vi xuat ban|publisher",
    "published_at": "noi xuat ban|noi xb|dia diem xuat ban|noi in|place of publication"
    "|published at|place published|pub place",
    "year": "nam xuat ban|nam xb|nxban|nam|nam in|year|pub year|publication year"
    "|year of publication|date of publication",
    "edition": "lan xuat ban|lan tai ban|tai ban|lan in|edition",
    "extent": "so trang|trang|kho|kho sach|mo ta vat ly|pages|extent|physical description",
    "series": "tung thu|tu sach|bo sach|series",
    "language": "ngon ngu|thu tieng|tieng|language|lang",
    "dewey": "ddc|dewey|mon loai|phan loai|so phan loai|ky hieu phan loai|chi so phan loai|khpl"
    "|class|class number|classification",
    "call_number": "ky hieu xep gia|xep gia|khxg|ky hieu kho|ky hieu|so goi|call number|call no"
    "|shelf mark",
    "isbn": "isbn|chi so isbn|so isbn|ma isbn",
    "kind": "loai tai lieu|dang tai lieu|loai hinh|loai hinh tai lieu|the loai tai lieu|loai sach"
    "|kind|type|material|material type|document type",
    "subjects": "chu de|de muc|de muc chu de|tu khoa|the loai|subject|subjects|keyword|keywords"
    "|genre",
    "summary": "tom tat|noi dung|abstract|summary|description",
    "library": "thu vien|don vi|diem thu vien|library|branch",
    "room": "kho luu|kho tai lieu|phong|vi tri|noi luu tru|location|room|shelf",
    "price": "gia|gia tien|don gia|gia bia|gia sach|price|cost|unit price",
    "registered_on": "ngay dang ky|ngay vao so|ngay nhap|ngay nhan|ngay thang|ngay thang vao so"
    "|ngay nhap kho|date registered|registered on|registered|date|date received|acquired",
    "quantity": "so luong|so ban|so cuon|sl|quantity|copies|number of copies|qty",
    "note": "ghi chu|phu chu|tinh trang|note|notes|remark|remarks",
    "": "stt|tt|so thu tu|thanh tien|tong tien|no|ordinal|total",
}


TITLES, READERS = "titles", "readers"
"""What the rows of a list are about."""
FIELDS_ABOUT = MappingProxyType({TITLES: FIELDS, READERS: reader_columns.FIELDS})
NEEDED = MappingProxyType({TITLES: "title", READERS: "name"})
"""Without a column of this field no row can be read."""
MISSING = MappingProxyType({TITLES: "title.missing", READERS: "name.missing"})
"""Why a row is refused whose cell of that field is empty."""
_NAMES_ABOUT = MappingProxyType({TITLES: _NAMES, READERS: reader_columns.NAMES})


@lru_cache(maxsize=2)
def _phrases(about: str) -> MappingProxyType[str, str]:
    told = _NAMES_ABOUT[about].items()
    return MappingProxyType(
        {fold(name): field for field, names in told for name in names.split("|")}
    )


def meaning(name: str, about: str = TITLES) -> tuple[str, int]:
    """The field that a column called `name` means, and how surely: 0 (none), 1 (part), 2 (whole).

    A field of empty name and a certainty of 2 is a column known to mean nothing for us.

    >>> meaning("Nhan de:"), meaning("Ten tac gia chinh"), meaning("Xyz")
    (('title', 2), ('author', 1), ('', 0))
    """
    if len(name) > LONGEST_NAME:
        return "", 0
    folded = fold(name)
    phrases = _phrases(about)
    if folded in phrases:
        return phrases[folded], 2
    words = f" {folded} "
    found = [phrase for phrase in phrases if len(phrase) > 3 and f" {phrase} " in words]
    if not found or len(folded) > 60:
        return "", 0
    return phrases[max(found, key=lambda phrase: (phrase.count(" "), len(phrase)))], 1
