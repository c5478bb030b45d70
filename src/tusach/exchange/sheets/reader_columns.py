"""The fields that a column of a list of readers may mean, and the names that lists give them."""

from __future__ import annotations

FIELDS = (
    *("name", "family_name", "birth", "sex", "female", "group", "hamlet", "class", "phone"),
    *("card", "valid_until", "guardian_name"),
)

NAMES = {
    "name": "ho va ten|ho ten|ten ban doc|ten doc gia|ho ten ban doc|ho ten doc gia|ten hoc sinh"
    "|ho va ten hoc sinh|ho ten hoc sinh|ten|ten nguoi doc|ban doc|doc gia|hoc sinh|full name"
    "|name|reader|reader name|student name|patron|patron name|first name|given name",
    "family_name": "ho|ho dem|ho va dem|ho lot|ho va ten dem|ten dem|last name|surname|family name",
    "birth": "nam sinh|ngay sinh|ngay thang nam sinh|sinh nam|sinh ngay|ns|ngay thang sinh"
    "|year of birth|birth year|born|date of birth|birthday|birth date|dob",
    "sex": "gioi tinh|gioi|phai|nam nu|sex|gender",
    "female": "nu|female",
    "group": "doi tuong|nhom|nhom ban doc|loai ban doc|loai the|loai doc gia|doi tuong ban doc"
    "|nghe nghiep|group|category|patron category|type of reader|member type",
    "hamlet": "thon|xom|ban|to|thon xom|thon ban|xom ban|to dan pho|khom|lang|dia chi|noi o|cho o"
    "|noi thuong tru|thuong tru|que quan|hamlet|village|address",
    "class": "lop|lop hoc|ten lop|khoi lop|class|grade|form",
    "phone": "dien thoai|so dien thoai|sdt|dt|di dong|dtdd|so dt|phone|phone number|telephone"
    "|mobile|tel",
    "card": "so the|ma the|the so|so the ban doc|ma ban doc|ma doc gia|ma hoc sinh|ma so|ma vach"
    "|so the thu vien|card|card number|library card|barcode|cardnumber|member id|id",
    "valid_until": "han the|ngay het han|het han|han su dung|gia tri den|the het han|valid until"
    "|expires|expiry|expiry date|date of expiry",
    "guardian_name": "cha me|bo me|phu huynh|ten phu huynh|ho ten phu huynh|ho ten cha me"
    "|ho ten bo|ho ten me|ho ten cha|nguoi giam ho|nguoi dai dien|nguoi bao lanh|guardian"
    "|guardian name|parent|parents|parent name",
    "": "stt|tt|so thu tu|ghi chu|no|note|notes|dan toc|email|ngay cap|ngay lam the|cccd|cmnd"
    "|so cccd|so cmnd",
}
"""Written folded. What is known to mean nothing is never taken over: a people, a number of an
identity card or an address of mail is more than lending needs."""
