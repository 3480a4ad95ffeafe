"""Sở Tư pháp tỉnh Đắk Nông: a SharePoint portal of 2019 (LacViet news web parts)."""

from corpus.readers import PageRules
from corpus.sources._kinds import Portal

SOURCE = Portal(
    name="dak-nong-stp",
    title="Cổng thông tin điện tử Sở Tư pháp tỉnh Đắk Nông",
    base="http://stp.daknong.gov.vn/",
    lists=("tin-tuc-su-kien/",),
    # The list offers its further pages through a script only.
    next_page="page/{n}/",
    within=".snCenter",
    articles=r"/[a-z0-9-]{12,}/?",
    rules=PageRules(
        headline="p.Title, td.Title, .Title",
        stamp="td.Time",
        body="#tableforprint",
        drop=("p.Title", ".css_share", ".fb-like", "[class*=share]", "[id*=share]", ".Other", ".OtherTitle"),
    ),
)
