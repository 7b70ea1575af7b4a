"""How much and how many: money, people, goods and shares, with bounds and role.

One expression finds the numbers (``numbers``); the tokens around a number say what it counts and
what befell them (``roles``). A bare number goes on from the amount before it. Dates, ages, clock
times, ordinals and numbers that name a thing are no amounts (``bare``).
"""

from communique.reading.amounts.reader import AmountMention, find_amounts

__all__ = ["AmountMention", "find_amounts"]
