"""Functions: the face of the room.

Each is loaded when it is first asked for: there are a hundred classes.
"""

from typing import TYPE_CHECKING

from django.utils.late import late_names, late_rooms

late_rooms(__name__, "comparison datetime")

if TYPE_CHECKING:
    from django.db.models.functions.comparison import Cast, Coalesce, Collate, Greatest, Least, NullIf
    from django.db.models.functions.datetime import (
        Extract,
        ExtractDay,
        ExtractHour,
        ExtractIsoWeekDay,
        ExtractIsoYear,
        ExtractMinute,
        ExtractMonth,
        ExtractQuarter,
        ExtractSecond,
        ExtractWeek,
        ExtractWeekDay,
        ExtractYear,
        Now,
        Trunc,
        TruncDate,
        TruncDay,
        TruncHour,
        TruncMinute,
        TruncMonth,
        TruncQuarter,
        TruncSecond,
        TruncTime,
        TruncWeek,
        TruncYear,
    )

#: The rooms loaded late, and what is in them.
_LATE = {
    "comparison": "Cast Coalesce Collate Greatest Least NullIf",
    "datetime": """
        Extract ExtractDay ExtractHour ExtractIsoWeekDay ExtractIsoYear ExtractMinute ExtractMonth ExtractQuarter
        ExtractSecond ExtractWeek ExtractWeekDay ExtractYear Now Trunc TruncDate
        TruncDay TruncHour TruncMinute TruncMonth TruncQuarter TruncSecond TruncTime TruncWeek TruncYear
    """,
    "json": "JSONArray JSONObject",
    "math": """
        Abs ACos ASin ATan ATan2 Ceil Cos Cot Degrees Exp Floor Ln Log Mod Pi Power Radians Random
        Round Sign Sin Sqrt Tan
    """,
    "text": """
        MD5 SHA1 SHA224 SHA256 SHA384 SHA512 Chr Concat ConcatPair Left Length Lower LPad LTrim Ord
        Repeat Replace Reverse Right RPad RTrim StrIndex Substr Trim Upper
    """,
    "window": """
        CumeDist DenseRank FirstValue Lag LastValue Lead NthValue Ntile PercentRank Rank RowNumber
    """,
}
__getattr__ = late_names(__name__, _LATE)

__all__ = [
    "ACos",
    "ASin",
    "ATan",
    "ATan2",
    "Abs",
    "Cast",
    "Ceil",
    "Chr",
    "Coalesce",
    "Collate",
    "Concat",
    "ConcatPair",
    "Cos",
    "Cot",
    "CumeDist",
    "Degrees",
    "DenseRank",
    "Exp",
    "Extract",
    "ExtractDay",
    "ExtractHour",
    "ExtractIsoWeekDay",
    "ExtractIsoYear",
    "ExtractMinute",
    "ExtractMonth",
    "ExtractQuarter",
    "ExtractSecond",
    "ExtractWeek",
    "ExtractWeekDay",
    "ExtractYear",
    "FirstValue",
    "Floor",
    "Greatest",
    "JSONArray",
    "JSONObject",
    "LPad",
    "LTrim",
    "Lag",
    "LastValue",
    "Lead",
    "Least",
    "Left",
    "Length",
    "Ln",
    "Log",
    "Lower",
    "MD5",
    "Mod",
    "Now",
    "NthValue",
    "Ntile",
    "NullIf",
    "Ord",
    "PercentRank",
    "Pi",
    "Power",
    "RPad",
    "RTrim",
    "Radians",
    "Random",
    "Rank",
    "Repeat",
    "Replace",
    "Reverse",
    "Right",
    "Round",
    "RowNumber",
    "SHA1",
    "SHA224",
    "SHA256",
    "SHA384",
    "SHA512",
    "Sign",
    "Sin",
    "Sqrt",
    "StrIndex",
    "Substr",
    "Tan",
    "Trim",
    "Trunc",
    "TruncDate",
    "TruncDay",
    "TruncHour",
    "TruncMinute",
    "TruncMonth",
    "TruncQuarter",
    "TruncSecond",
    "TruncTime",
    "TruncWeek",
    "TruncYear",
    "Upper",
]
