<%
Function part0(text)
  part0 = part1(text)
End Function
Function part1(text)
  part1 = part2(text)
End Function
Function part2(text)
  part2 = part3(text)
End Function
Function part3(text)
  part3 = part4(text)
End Function
Function part4(text)
  part4 = part5(text)
End Function
Function part5(text)
  part5 = part6(text)
End Function
Function part6(text)
  part6 = part7(text)
End Function
Function part7(text)
  part7 = part8(text)
End Function
Function part8(text)
  part8 = part9(text)
End Function
Function part9(text)
  part9 = part10(text)
End Function
Function part10(text)
  part10 = part11(text)
End Function
Function part11(text)
  part11 = part12(text)
End Function
Function part12(text)
  part12 = part13(text)
End Function
Function part13(text)
  part13 = part14(text)
End Function
Function part14(text)
  part14 = part15(text)
End Function
Function part15(text)
  part15 = part16(text)
End Function
Function part16(text)
  part16 = part17(text)
End Function
Function part17(text)
  part17 = part18(text)
End Function
Function part18(text)
  part18 = part19(text)
End Function
Function part19(text)
  part19 = part20(text)
End Function
Function part20(text)
  part20 = part21(text)
End Function
Function part21(text)
  part21 = part22(text)
End Function
Function part22(text)
  part22 = part23(text)
End Function
Function part23(text)
  part23 = part24(text)
End Function
Function part24(text)
  part24 = part25(text)
End Function
Function part25(text)
  part25 = part26(text)
End Function
Function part26(text)
  part26 = part27(text)
End Function
Function part27(text)
  part27 = part28(text)
End Function
Function part28(text)
  part28 = part29(text)
End Function
Function part29(text)
  part29 = part30(text)
End Function
Function part30(text)
  part30 = part31(text)
End Function
Function part31(text)
  part31 = part32(text)
End Function
Function part32(text)
  part32 = part33(text)
End Function
Function part33(text)
  part33 = part34(text)
End Function
Function part34(text)
  part34 = part35(text)
End Function
Function part35(text)
  part35 = part36(text)
End Function
Function part36(text)
  part36 = part37(text)
End Function
Function part37(text)
  part37 = part38(text)
End Function
Function part38(text)
  part38 = part39(text)
End Function
Function part39(text)
  part39 = part40(text)
End Function
Function part40(text)
  part40 = part41(text)
End Function
Function part41(text)
  part41 = part42(text)
End Function
Function part42(text)
  part42 = part43(text)
End Function
Function part43(text)
  part43 = part44(text)
End Function
Function part44(text)
  part44 = part45(text)
End Function
Function part45(text)
  part45 = part46(text)
End Function
Function part46(text)
  part46 = part47(text)
End Function
Function part47(text)
  part47 = part48(text)
End Function
Function part48(text)
  part48 = part49(text)
End Function
Function part49(text)
  part49 = part50(text)
End Function
Function part50(text)
  part50 = part51(text)
End Function
Function part51(text)
  part51 = part52(text)
End Function
Function part52(text)
  part52 = part53(text)
End Function
Function part53(text)
  part53 = part54(text)
End Function
Function part54(text)
  part54 = part55(text)
End Function
Function part55(text)
  part55 = part56(text)
End Function
Function part56(text)
  part56 = part57(text)
End Function
Function part57(text)
  part57 = part58(text)
End Function
Function part58(text)
  part58 = part59(text)
End Function
Function part59(text)
  part59 = part60(text)
End Function
Function part60(text)
  part60 = part61(text)
End Function
Function part61(text)
  part61 = part62(text)
End Function
Function part62(text)
  part62 = part63(text)
End Function
Function part63(text)
  part63 = part64(text)
End Function
Function part64(text)
  part64 = part65(text)
End Function
Function part65(text)
  part65 = part66(text)
End Function
Function part66(text)
  part66 = part67(text)
End Function
Function part67(text)
  part67 = part68(text)
End Function
Function part68(text)
  part68 = part69(text)
End Function
Function part69(text)
  part69 = part70(text)
End Function
Function part70(text)
  part70 = text
End Function
Response.Write part0("a")
%>
