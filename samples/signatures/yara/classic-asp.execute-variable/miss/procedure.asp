<%
' Template of the shop, column 0: title, text and price of an article are filled in by name.
' Template of the shop, column 1: title, text and price of an article are filled in by name.
' Template of the shop, column 2: title, text and price of an article are filled in by name.
' Template of the shop, column 3: title, text and price of an article are filled in by name.
' Template of the shop, column 4: title, text and price of an article are filled in by name.
' Template of the shop, column 5: title, text and price of an article are filled in by name.
' Template of the shop, column 6: title, text and price of an article are filled in by name.
' Template of the shop, column 7: title, text and price of an article are filled in by name.
' Template of the shop, column 8: title, text and price of an article are filled in by name.
' Template of the shop, column 9: title, text and price of an article are filled in by name.
' Template of the shop, column 10: title, text and price of an article are filled in by name.
' Template of the shop, column 11: title, text and price of an article are filled in by name.
' Template of the shop, column 12: title, text and price of an article are filled in by name.
' Template of the shop, column 13: title, text and price of an article are filled in by name.
' Template of the shop, column 14: title, text and price of an article are filled in by name.
' Template of the shop, column 15: title, text and price of an article are filled in by name.
' Template of the shop, column 16: title, text and price of an article are filled in by name.
' Template of the shop, column 17: title, text and price of an article are filled in by name.
' Template of the shop, column 18: title, text and price of an article are filled in by name.
' Template of the shop, column 19: title, text and price of an article are filled in by name.
' Template of the shop, column 20: title, text and price of an article are filled in by name.
' Template of the shop, column 21: title, text and price of an article are filled in by name.
' Template of the shop, column 22: title, text and price of an article are filled in by name.
' Template of the shop, column 23: title, text and price of an article are filled in by name.
' Template of the shop, column 24: title, text and price of an article are filled in by name.
' Template of the shop, column 25: title, text and price of an article are filled in by name.
' Template of the shop, column 26: title, text and price of an article are filled in by name.
' Template of the shop, column 27: title, text and price of an article are filled in by name.
' Template of the shop, column 28: title, text and price of an article are filled in by name.
' Template of the shop, column 29: title, text and price of an article are filled in by name.
' Template of the shop, column 30: title, text and price of an article are filled in by name.
' Template of the shop, column 31: title, text and price of an article are filled in by name.
' Template of the shop, column 32: title, text and price of an article are filled in by name.
' Template of the shop, column 33: title, text and price of an article are filled in by name.
' Template of the shop, column 34: title, text and price of an article are filled in by name.
' Template of the shop, column 35: title, text and price of an article are filled in by name.
' Template of the shop, column 36: title, text and price of an article are filled in by name.
' Template of the shop, column 37: title, text and price of an article are filled in by name.
' Template of the shop, column 38: title, text and price of an article are filled in by name.
' Template of the shop, column 39: title, text and price of an article are filled in by name.
' Template of the shop, column 40: title, text and price of an article are filled in by name.
' Template of the shop, column 41: title, text and price of an article are filled in by name.
' Template of the shop, column 42: title, text and price of an article are filled in by name.
' Template of the shop, column 43: title, text and price of an article are filled in by name.
' Template of the shop, column 44: title, text and price of an article are filled in by name.
' Template of the shop, column 45: title, text and price of an article are filled in by name.
' Template of the shop, column 46: title, text and price of an article are filled in by name.
' Template of the shop, column 47: title, text and price of an article are filled in by name.
' Template of the shop, column 48: title, text and price of an article are filled in by name.
' Template of the shop, column 49: title, text and price of an article are filled in by name.
' Template of the shop, column 50: title, text and price of an article are filled in by name.
' Template of the shop, column 51: title, text and price of an article are filled in by name.
' Template of the shop, column 52: title, text and price of an article are filled in by name.
' Template of the shop, column 53: title, text and price of an article are filled in by name.
' Template of the shop, column 54: title, text and price of an article are filled in by name.
' Template of the shop, column 55: title, text and price of an article are filled in by name.
' Template of the shop, column 56: title, text and price of an article are filled in by name.
' Template of the shop, column 57: title, text and price of an article are filled in by name.
' Template of the shop, column 58: title, text and price of an article are filled in by name.
' Template of the shop, column 59: title, text and price of an article are filled in by name.
Dim page
page = Request("fixture")
	ExecuteNightlyCommands
Sub ExecuteNightlyCommands
  Response.Write page
End Sub
%>
