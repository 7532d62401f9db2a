"""One winner by most votes or by a majority: plurality, two rounds, votes spread over regions, electoral
colleges.
"""
