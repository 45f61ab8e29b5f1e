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


def wrap_one_that_runs_itself(program: Path, root: Path, libraries: Path, wrapper: Path) -> None:
    """Write `wrapper`, which starts `program` of the unpacked `root`; what it starts gets the same libraries."""
    loader = _loader(libraries)
    for file in program.parent.iterdir():  # what it starts lies beside it
        give_loader(file, loader)
    fonts = wrapper.with_name("fonts.conf")
    fonts.write_text(FONTS.format(root=root, cache=wrapper.parent / "fonts"))
    found = {"LD_LIBRARY_PATH": ":".join(_folders(libraries, program.parent)), "FONTCONFIG_FILE": str(fonts)}
    _write(wrapper, {**_environment(root, libraries), **found}, (str(program),))


def wrap_one_that_runs_shells(program: Path, root: Path, libraries: Path, wrapper: Path) -> None:
    """Put scripts in the place of `program` and what lies beside it, and lead `wrapper` there.

    The machine's own shell would not start with these libraries, so they are named to the loader alone.
    """
    loader, folder = _loader(libraries), program.parent
    unpacked, scripts = folder.with_name(f"{folder.name}-unpacked"), folder.with_name(f"{folder.name}-scripts")
    if not unpacked.exists():
        scripts.mkdir(exist_ok=True)
        for file in folder.iterdir():
            options = ("--argv0", str(file), "--library-path", ":".join(_folders(libraries)))
            command = (str(loader), *options, str(unpacked / file.name))
            _write(scripts / file.name, _environment(root, libraries), command)
        folder.rename(unpacked)
        scripts.rename(folder)
    wrapper.unlink(missing_ok=True)
    wrapper.symlink_to(program)


def _loader(libraries: Path) -> Path:
    found = next((found.resolve() for found in sorted(libraries.glob("ld-linux-*.so.*"))), None)
    if found is None:
        raise FileNotFoundError(f"{libraries} holds no loader")
    return found


def _folders(libraries: Path, *more: Path) -> tuple[str, ...]:
    inside = sorted({file.parent for file in libraries.glob("*/lib*.so*")})
    return tuple(map(str, (libraries, *inside, *more)))


def _environment(root: Path, libraries: Path) -> dict[str, str]:
    return {
        "GCONV_PATH": str(libraries / "gconv"),
        "LOCPATH": str(root / "usr/lib/locale"),
        "OPENSSL_CONF": "/dev/null",
        "OPENSSL_MODULES": str(libraries / "ossl-modules"),
    }


def _write(script: Path, environment: dict[str, str], command: tuple[str, ...]) -> None:
    lines = [f"export {name}={shlex.quote(value)}" for name, value in environment.items()]
    script.write_text("\n".join(("#!/bin/sh", *lines, f'exec {shlex.join(command)} "$@"', "")))
    script.chmod(0o755)


FONTS = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir>{root}/usr/share/fonts</dir>
  <dir>/usr/share/fonts</dir>
  <cachedir>{cache}</cachedir>
</fontconfig>
"""
