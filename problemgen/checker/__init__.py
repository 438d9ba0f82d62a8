"""Check typed answers against a key: standard library only, so that it ships as one small file.

Data goes one way: text -> reading -> judging -> verdict. Open and sealed keys are asked through ``lookup``. What makes
files (``seal``, ``standalone``) is imported from its own module: checking one answer needs none of it.
"""

from problemgen.checker.judge import check_answer as check
from problemgen.checker.key import AnswerKey, AnswerKeyError, UnknownPart
from problemgen.checker.keyread import read_key
from problemgen.checker.verdict import Verdict

__all__ = ["AnswerKey", "AnswerKeyError", "UnknownPart", "Verdict", "check", "read_key"]
