<%
Function part0(text)
  part0 = part1(text) & part1(text)
End Function
Function part1(text)
  part1 = part2(text) & part2(text)
End Function
Function part2(text)
  part2 = part3(text) & part3(text)
End Function
Function part3(text)
  part3 = part4(text) & part4(text)
End Function
Function part4(text)
  part4 = part5(text) & part5(text)
End Function
Function part5(text)
  part5 = part6(text) & part6(text)
End Function
Function part6(text)
  part6 = part7(text) & part7(text)
End Function
Function part7(text)
  part7 = part8(text) & part8(text)
End Function
Function part8(text)
  part8 = part9(text) & part9(text)
End Function
Function part9(text)
  part9 = part10(text) & part10(text)
End Function
Function part10(text)
  part10 = part11(text) & part11(text)
End Function
Function part11(text)
  part11 = part12(text) & part12(text)
End Function
Function part12(text)
  part12 = part13(text) & part13(text)
End Function
Function part13(text)
  part13 = part14(text) & part14(text)
End Function
Function part14(text)
  part14 = part15(text) & part15(text)
End Function
Function part15(text)
  part15 = part16(text) & part16(text)
End Function
Function part16(text)
  part16 = part17(text) & part17(text)
End Function
Function part17(text)
  part17 = part18(text) & part18(text)
End Function
Function part18(text)
  part18 = part19(text) & part19(text)
End Function
Function part19(text)
  part19 = part20(text) & part20(text)
End Function
Function part20(text)
  part20 = part21(text) & part21(text)
End Function
Function part21(text)
  part21 = part22(text) & part22(text)
End Function
Function part22(text)
  part22 = part23(text) & part23(text)
End Function
Function part23(text)
  part23 = part24(text) & part24(text)
End Function
Function part24(text)
  part24 = part25(text) & part25(text)
End Function
Function part25(text)
  part25 = part26(text) & part26(text)
End Function
Function part26(text)
  part26 = part27(text) & part27(text)
End Function
Function part27(text)
  part27 = part28(text) & part28(text)
End Function
Function part28(text)
  part28 = part29(text) & part29(text)
End Function
Function part29(text)
  part29 = part30(text) & part30(text)
End Function
Function part30(text)
  part30 = part31(text) & part31(text)
End Function
Function part31(text)
  part31 = part32(text) & part32(text)
End Function
Function part32(text)
  part32 = part33(text) & part33(text)
End Function
Function part33(text)
  part33 = part34(text) & part34(text)
End Function
Function part34(text)
  part34 = part35(text) & part35(text)
End Function
Function part35(text)
  part35 = part36(text) & part36(text)
End Function
Function part36(text)
  part36 = part37(text) & part37(text)
End Function
Function part37(text)
  part37 = part38(text) & part38(text)
End Function
Function part38(text)
  part38 = part39(text) & part39(text)
End Function
Function part39(text)
  part39 = part40(text) & part40(text)
End Function
Function part40(text)
  part40 = text
End Function
whole = part0("a")
Response.Write Len(whole)
%>
