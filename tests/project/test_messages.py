import ast
import gettext
import re
from io import BytesIO
from pathlib import Path

import pytest

from toantrinh.project import messages

CALLS = {"_", "gettext", "gettext_lazy", "ngettext", "ngettext_lazy", "pgettext", "pgettext_lazy"}
LINE = re.compile(r"""\{%\s*translate\s+(["'])(?P<text>.*?)\1""")
BLOCK = re.compile(
    r"\{%\s*blocktranslate(?P<how>[^%]*)%\}(?P<text>.*?)\{%\s*(plural|endblock)", re.S
)


def catalogue(content):
    return gettext.GNUTranslations(BytesIO(content))


@pytest.mark.parametrize("file", messages.files(), ids=lambda file: file.parents[3].name)
def test_what_is_compiled_is_what_is_written(file):
    compiled = file.with_suffix(".mo")

    assert compiled.is_file(), f"{compiled} is missing: make messages"
    assert catalogue(compiled.read_bytes())._catalog == (
        catalogue(messages.packed(messages.read(file)))._catalog
    ), f"{compiled} is not fresh: make messages"


def in_code(file):
    for node in ast.walk(ast.parse(file.read_text())):
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") in CALLS:
            text = node.args[-1 if "pgettext" in node.func.id else 0]
            if isinstance(text, ast.Constant):
                yield text.value


def in_template(file):
    text = file.read_text()
    yield from (found["text"] for found in LINE.finditer(text))
    for found in BLOCK.finditer(text):
        words = re.sub(r"\{\{\s*(\w+)\s*\}\}", r"%(\1)s", found["text"])
        yield " ".join(words.split()) if "trimmed" in found["how"] else words


def test_every_text_of_the_house_has_its_vietnamese():
    known = {
        key.rpartition("\x04")[2].partition("\x00")[0]
        for file in messages.files()
        if "/vi/" in str(file)
        for key in messages.read(file)
    }
    found = [
        (file, text)
        for read, pattern in ((in_code, "*.py"), (in_template, "*.html"))
        for file in messages.PACKAGE.rglob(pattern)
        for text in read(file)
    ]

    assert len(found) > 100, "look at how this test looks"
    missing = [f"{file.relative_to(messages.PACKAGE)}: {text!r}" for file, text in found
               if text not in known]  # fmt: skip
    assert not missing, "\n".join(missing)


def compiled(tmp_path: Path, text: str):
    file = tmp_path / "django.po"
    file.write_text(text)
    return messages.read(file)


def test_long_contexts_plurals_and_doubts_are_read_as_gettext_reads_them(tmp_path):
    read = compiled(
        tmp_path,
        'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=UTF-8\\n"\n'
        '"Plural-Forms: nplurals=1; plural=0;\\n"\n\n'
        '# a comment\n#: where.py:1\nmsgid "one "\n"two"\nmsgstr "một "\n"hai"\n\n'
        'msgctxt "month"\nmsgid "May"\nmsgstr "Tháng Năm"\n'
        'msgid "%(n)d file"\nmsgid_plural "%(n)d files"\nmsgstr[0] "%(n)d tệp"\n\n'
        '#, fuzzy\nmsgid "doubtful"\nmsgstr "ngờ"\n\nmsgid "empty"\nmsgstr ""\n\n'
        '#~ msgid "old"\n#~ msgstr "cũ"\n',
    )
    texts = catalogue(messages.packed(read))

    assert texts.gettext("one two") == "một hai"
    assert texts.pgettext("month", "May") == "Tháng Năm"
    assert texts.ngettext("%(n)d file", "%(n)d files", 3) == "%(n)d tệp"
    assert texts.gettext("doubtful") == "doubtful"
    assert texts.gettext("empty") == "empty"
    assert texts.gettext("old") == "old"


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ('msgid "a"\nmsgstr "b"\n\nmsgid "a"\nmsgstr "c"\n', ":4:"),
        ('msgid "a"\nmsgstr "b\n', ":2:"),
        ('msgid "a"\nnonsense\n', ":2:"),
        ('msgid "a"\nmsgstr "b"\nmsgstr "c"\n', ":3:"),
    ],
)
def test_a_mistake_is_named_with_its_line(tmp_path, text, place):
    with pytest.raises(messages.MessageProblem, match=place):
        compiled(tmp_path, text)
