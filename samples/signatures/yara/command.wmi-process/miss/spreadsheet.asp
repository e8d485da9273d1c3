<%
title = Request("title")
Set services = GetObject("winmgmts:root\cimv2")
Set running = services.ExecQuery("Select * From Win32_Process Where Name = 'EXCEL.EXE'")
For Each one In running
  one.Terminate()
Next
%>
