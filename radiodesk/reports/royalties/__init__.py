"""Royalties (nhuận bút) and fees (thù lao): who is paid what, by Decree 18/2014/NĐ-CP and the station.

`rules` and `defaults` hold the station's frame; `pieces` reads what was used; `earning`, `norms` and `fund` compute,
without a session; `corrections` compares closed months with what they would pay now; `months` puts a pay list together
and closes it; `text`, `coding`, `workbook` and `document` write it.
"""
