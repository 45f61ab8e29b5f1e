"""Programs of another release, made to start with the loader and the libraries that they came with."""

import shlex
import struct
from pathlib import Path

INTERPRETER = 3
"""The kind of a program header that names the loader (PT_INTERP)."""
MACHINE_WORDS = b"\x7fELF\x02\x01"
"""How 64-bit programs of little-endian machines begin: x86_64, aarch64."""


def give_loader(program: Path, loader: Path) -> bool:
    """Write into `program` that `loader` starts it; False, and nothing is changed, where it is started by none.

    As an argument of its loader a program could not run its own file again, as browsers do.
    """
    if program.is_symlink() or not program.is_file():
        return False
    with program.open("r+b") as file:
        head = file.read(64)
        if len(head) < 64 or not head.startswith(MACHINE_WORDS):
            return False
        (table,) = struct.unpack_from("<Q", head, 32)
        size, count = struct.unpack_from("<HH", head, 54)
        for place in range(table, table + size * count, size):
            file.seek(place)
            header = file.read(size)
            if len(header) < size or struct.unpack_from("<I", header)[0] != INTERPRETER:
                continue
            name = str(loader).encode() + b"\0"
            (offset,) = struct.unpack_from("<Q", header, 8)
            file.seek(offset)
            if file.read(len(name)) == name:
                return True
            end = file.seek(0, 2)
            file.write(name)  # the kernel reads it by its place in the file, wherever that is
            file.seek(place + 8)
            file.write(struct.pack("<Q", end))
            file.seek(place + 32)
            file.write(struct.pack("<QQ", len(name), len(name)))
            return True
    return False


def wrap(program: Path, root: Path, libraries: Path, wrapper: Path) -> None:
    """Write `wrapper`, which starts `program` of the unpacked `root` with what lies there alone."""
    loader = next((found.resolve() for found in sorted(libraries.glob("ld-linux-*.so.*"))), None)
    if loader is None:
        raise FileNotFoundError(f"{libraries} holds no loader")
    for file in program.parent.iterdir():  # what it starts lies beside it
        give_loader(file, loader)
    inside = sorted({file.parent for file in libraries.glob("*/lib*.so*")})
    fonts = wrapper.with_name("fonts.conf")
    fonts.write_text(FONTS.format(root=root, cache=wrapper.parent / "fonts"))
    environment = {
        "LD_LIBRARY_PATH": ":".join(map(str, (libraries, *inside, program.parent))),
        "GCONV_PATH": str(libraries / "gconv"),
        "LOCPATH": str(root / "usr/lib/locale"),
        "FONTCONFIG_FILE": str(fonts),
        "OPENSSL_CONF": "/dev/null",
        "OPENSSL_MODULES": str(libraries / "ossl-modules"),
    }
    lines = [f"export {name}={shlex.quote(value)}" for name, value in environment.items()]
    wrapper.write_text("\n".join(("#!/bin/sh", *lines, f'exec {shlex.quote(str(program))} "$@"', "")))
    wrapper.chmod(0o755)
    return True


FONTS = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir>{root}/usr/share/fonts</dir>
  <dir>/usr/share/fonts</dir>
  <cachedir>{cache}</cachedir>
</fontconfig>
"""
