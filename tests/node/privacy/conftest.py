"""The office's library, for the pages about private data."""

from tests.node.office.conftest import jobs as jobs
from tests.node.office.conftest import library as library
from tests.node.office.conftest import library_alone as library_alone
from tests.node.office.conftest import office as office
