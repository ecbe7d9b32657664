"""What is refused about a file, in words the person can act on."""

from django.utils.translation import gettext_lazy as _

from toantrinh.core.errors import Refusal


class FileEmpty(Refusal):
    code = "file-empty"
    message = _("The file “%(name)s” is empty.")
    advice = _("Open it on your device to see whether it has content, then choose it again.")


class FileTooLarge(Refusal):
    code = "file-too-large"
    message = _("The file “%(name)s” is %(size)s MB; the most is %(most)s MB.")
    advice = _("Take the photo with a lower resolution, or split the document.")


class FileTypeRefused(Refusal):
    code = "file-type-refused"
    message = _("The file “%(name)s” is not a photo (JPG, PNG) or a PDF.")
    advice = _("Save the document as PDF or take a photo of it. Renaming a file does not help.")


class FileUnreadable(Refusal):
    code = "file-unreadable"
    message = _("The file “%(name)s” cannot be read: it is damaged or protected by a password.")
    advice = _("Save it again without a password, or take a photo of the document.")


class FileTooManyPages(Refusal):
    code = "file-too-many-pages"
    message = _("The file “%(name)s” has %(pages)s pages; the most is %(most)s.")
    advice = _("Split the document and send only the part that is asked for.")


class PictureTooLarge(Refusal):
    code = "file-picture-too-large"
    message = _("The picture “%(name)s” has %(width)s × %(height)s dots; no device could show it.")
    advice = _("Take the photo with a lower resolution.")


class PictureTooSmall(Refusal):
    code = "file-picture-too-small"
    message = _("The picture “%(name)s” has only %(width)s × %(height)s dots; nobody can read it.")
    advice = _("Scan the page again at 150 dots an inch or more, or take the photo from nearer.")


class FileLost(Refusal):
    code = "file-lost"
    message = _("The file cannot be shown: its stored content is missing or was changed.")
    advice = _("Tell the administrator of the system; the entry in the register is untouched.")


class PageNotDrawn(Refusal):
    code = "page-not-drawn"
    message = _("Page %(number)s of this file cannot be shown as a picture.")
    advice = _("Open the file itself.")


class TooManyUploads(Refusal):
    code = "too-many-uploads"
    message = _("%(most)s files are on their way from you already.")
    advice = _("Wait until one of them has arrived, or choose one of them again to go on with it.")


class TooManyPieces(Refusal):
    code = "upload-too-many-pieces"
    message = _("The file came in too many small pieces.")
    advice = _("Choose it again where the line is better.")


class UploadGone(Refusal):
    code = "upload-gone"
    message = _("This file is not on its way any more.")
    advice = _("Look whether it is among the files; if it is not, choose it again.")


class UploadOffsetWrong(Refusal):
    """``offset``: how many bytes there are."""

    code = "upload-offset-wrong"
    message = _("The file has come to another place: %(offset)s bytes are here.")
    advice = _("Go on from there.")

    def __init__(self, *, offset: int) -> None:
        super().__init__(offset=offset)
        self.offset = offset
