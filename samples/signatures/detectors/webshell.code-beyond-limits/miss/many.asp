<%
Function line0(text)
  line0 = "<li>" & text & "</li>"
End Function
Response.Write line0("0")
Function line1(text)
  line1 = "<li>" & text & "</li>"
End Function
Response.Write line1("1")
Function line2(text)
  line2 = "<li>" & text & "</li>"
End Function
Response.Write line2("2")
Function line3(text)
  line3 = "<li>" & text & "</li>"
End Function
Response.Write line3("3")
Function line4(text)
  line4 = "<li>" & text & "</li>"
End Function
Response.Write line4("4")
Function line5(text)
  line5 = "<li>" & text & "</li>"
End Function
Response.Write line5("5")
Function line6(text)
  line6 = "<li>" & text & "</li>"
End Function
Response.Write line6("6")
Function line7(text)
  line7 = "<li>" & text & "</li>"
End Function
Response.Write line7("7")
Function line8(text)
  line8 = "<li>" & text & "</li>"
End Function
Response.Write line8("8")
Function line9(text)
  line9 = "<li>" & text & "</li>"
End Function
Response.Write line9("9")
Function line10(text)
  line10 = "<li>" & text & "</li>"
End Function
Response.Write line10("10")
Function line11(text)
  line11 = "<li>" & text & "</li>"
End Function
Response.Write line11("11")
Function line12(text)
  line12 = "<li>" & text & "</li>"
End Function
Response.Write line12("12")
Function line13(text)
  line13 = "<li>" & text & "</li>"
End Function
Response.Write line13("13")
Function line14(text)
  line14 = "<li>" & text & "</li>"
End Function
Response.Write line14("14")
Function line15(text)
  line15 = "<li>" & text & "</li>"
End Function
Response.Write line15("15")
Function line16(text)
  line16 = "<li>" & text & "</li>"
End Function
Response.Write line16("16")
Function line17(text)
  line17 = "<li>" & text & "</li>"
End Function
Response.Write line17("17")
Function line18(text)
  line18 = "<li>" & text & "</li>"
End Function
Response.Write line18("18")
Function line19(text)
  line19 = "<li>" & text & "</li>"
End Function
Response.Write line19("19")
Function line20(text)
  line20 = "<li>" & text & "</li>"
End Function
Response.Write line20("20")
Function line21(text)
  line21 = "<li>" & text & "</li>"
End Function
Response.Write line21("21")
Function line22(text)
  line22 = "<li>" & text & "</li>"
End Function
Response.Write line22("22")
Function line23(text)
  line23 = "<li>" & text & "</li>"
End Function
Response.Write line23("23")
Function line24(text)
  line24 = "<li>" & text & "</li>"
End Function
Response.Write line24("24")
Function line25(text)
  line25 = "<li>" & text & "</li>"
End Function
Response.Write line25("25")
Function line26(text)
  line26 = "<li>" & text & "</li>"
End Function
Response.Write line26("26")
Function line27(text)
  line27 = "<li>" & text & "</li>"
End Function
Response.Write line27("27")
Function line28(text)
  line28 = "<li>" & text & "</li>"
End Function
Response.Write line28("28")
Function line29(text)
  line29 = "<li>" & text & "</li>"
End Function
Response.Write line29("29")
Function line30(text)
  line30 = "<li>" & text & "</li>"
End Function
Response.Write line30("30")
Function line31(text)
  line31 = "<li>" & text & "</li>"
End Function
Response.Write line31("31")
Function line32(text)
  line32 = "<li>" & text & "</li>"
End Function
Response.Write line32("32")
Function line33(text)
  line33 = "<li>" & text & "</li>"
End Function
Response.Write line33("33")
Function line34(text)
  line34 = "<li>" & text & "</li>"
End Function
Response.Write line34("34")
Function line35(text)
  line35 = "<li>" & text & "</li>"
End Function
Response.Write line35("35")
Function line36(text)
  line36 = "<li>" & text & "</li>"
End Function
Response.Write line36("36")
Function line37(text)
  line37 = "<li>" & text & "</li>"
End Function
Response.Write line37("37")
Function line38(text)
  line38 = "<li>" & text & "</li>"
End Function
Response.Write line38("38")
Function line39(text)
  line39 = "<li>" & text & "</li>"
End Function
Response.Write line39("39")
%>
