"""Packs the parts of a workbook in other ways. Usage: repack.py WORKBOOK FOLDER"""

import io
import sys
import zipfile

source = zipfile.ZipFile(sys.argv[1])
folder = sys.argv[2]


class Pipe(io.RawIOBase):
    """A file that cannot go back, so that sizes follow the data."""

    def __init__(self, file):
        self.file = file

    def writable(self):
        return True

    def write(self, data):
        return self.file.write(data)


def pack(target, method=zipfile.ZIP_DEFLATED, zip64=False, rename=lambda name: name):
    with zipfile.ZipFile(target, "w", method) as packed:
        for part in source.infolist():
            with packed.open(rename(part.filename), "w", force_zip64=zip64) as entry:
                entry.write(source.read(part))


pack(f"{folder}/stored.xlsx", zipfile.ZIP_STORED)
pack(f"{folder}/zip64.xlsx", zip64=True)
pack(f"{folder}/upper-case.xlsx", rename=str.upper)
with open(f"{folder}/streamed.xlsx", "wb") as file:
    pack(Pipe(file))
