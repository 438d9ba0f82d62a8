"""Check typed answers against a key: standard library only, so that it ships as one small file.

Data goes one way: text -> reading -> judging -> verdict. Open and sealed keys are asked through ``lookup``.
"""

from problemgen.check.judge import check_answer as check
from problemgen.check.key import AnswerKey, AnswerKeyError, UnknownPart
from problemgen.check.keyread import read_key
from problemgen.check.seal import seal
from problemgen.check.standalone import standalone
from problemgen.check.verdict import Verdict

__all__ = ["AnswerKey", "AnswerKeyError", "UnknownPart", "Verdict", "check", "read_key", "seal", "standalone"]
