<%@ Page Language="C#" %>
<% foreach (ManagementObject d in new ManagementObjectSearcher("select * from Win32_LogicalDisk").Get()) Response.Write(d["Name"] + Request.Path); %>
