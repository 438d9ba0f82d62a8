"""Check typed answers against a key: standard library only, so that it ships as one small file.

Data goes one way: text -> reading -> judging -> verdict. Open and sealed keys are asked through ``lookup``.
"""

from problemgen.checker.judge import check_answer as check
from problemgen.checker.key import AnswerKey, AnswerKeyError, UnknownPart
from problemgen.checker.keyread import read_key
from problemgen.checker.seal import seal
from problemgen.checker.standalone import standalone
from problemgen.checker.verdict import Verdict

__all__ = ["AnswerKey", "AnswerKeyError", "UnknownPart", "Verdict", "check", "read_key", "seal", "standalone"]
