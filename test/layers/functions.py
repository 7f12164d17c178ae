"""Finds the functions of a C++ file and their lengths, by counting braces.

It knows enough of C++ for clang-formatted code, and no more.
"""
import re
from dataclasses import dataclass


@dataclass
class Function:
    name: str
    line: int
    length: int


# Everything in which a brace does not count. Raw strings come first, for they may hold the others.
NOISE = re.compile(
    r'R"(?P<tag>[^(\s]*)\(.*?\)(?P=tag)"'
    r'|//[^\n]*|/\*.*?\*/'
    r'|"(?:\\.|[^"\\\n])*"'
    r"|(?<![0-9a-fA-F])'(?:\\.|[^'\\\n])*'"
    r'|^[ \t]*#(?:\\\n|[^\n])*', re.S | re.M)
TYPE = re.compile(r"(?:template\s*<.*>\s*)?(?:inline\s+)?(?:namespace|class|struct|union|enum)\b", re.S)
# A constructor's member initialisers, up to a member that is initialised with braces.
MEMBER = re.compile(r"\)\s*(?:noexcept\s*)?:(?!:).*[\w>]\s*$", re.S)


def blank(match):
    """As many lines, without content. A string stays a string, so that `extern "C"` is seen."""
    text = match[0]
    return ('""' if text[0] in "\"R" else " ") + "\n" * text.count("\n")


def kind_of(header):
    """What the block is that `header` opens: a scope, a function, a member initialiser, or other."""
    if header.count("(") > header.count(")"):
        return "other"
    if TYPE.match(header) or header.startswith("extern"):
        return "scope"
    if MEMBER.search(header):
        return "member"
    outside = re.sub(r"\([^()]*\)", "", header)
    if "(" not in header or re.search(r"(?<!operator)(?<![=!<>])=(?!=)", outside):
        return "other"
    return "function"


def functions(text):
    """Each function outside of functions: members and lambdas in them count as part of them."""
    code = NOISE.sub(blank, text)
    blocks = []
    header, header_line, line = "", 1, 1
    for char in code:
        if char == "\n":
            line += 1
        in_scope = all(kind == "scope" for kind, *_ in blocks)
        if char == "{":
            blocks.append((kind_of(header.strip()) if in_scope else "inner", header, header_line))
        elif char == "}" and blocks:
            kind, opener, opener_line = blocks.pop()
            if kind == "function":
                name = opener.split("(")[0].split() or ["?"]
                yield Function(name[-1], opener_line, line - opener_line + 1)
            if kind == "member":
                header += "()"
                continue
        if not in_scope and char != "}":
            continue
        if char in "{};" and header.count("(") <= header.count(")"):
            if char != "{" or blocks[-1][0] != "member":
                header = ""
        elif header or not char.isspace():
            header_line = header_line if header else line
            header += char
