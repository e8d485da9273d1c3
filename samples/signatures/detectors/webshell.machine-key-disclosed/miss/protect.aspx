<%@ Page Language="C#" %>
<% var closed = System.Web.Security.MachineKey.Protect(bytes, "basket"); Response.Write(Convert.ToBase64String(closed)); %>