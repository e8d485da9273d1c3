<%@ Page Language="C#" %>
<% Response.Write(System.Runtime.InteropServices.Marshal.SizeOf(typeof(int)) + new System.ComponentModel.Win32Exception(5).Message + Request["q"]); %>