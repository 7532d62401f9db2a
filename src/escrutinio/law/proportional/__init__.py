"""Seats in proportion to votes: divisors and quotas, alliances, apportionment to units, levelling, double
proportion.
"""
