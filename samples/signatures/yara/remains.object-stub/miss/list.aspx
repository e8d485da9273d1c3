<%@ Page Language="C#" %>
<% var list = new Example.List(); list.Load(Request["id"]); Response.Write(list.Count); %>
