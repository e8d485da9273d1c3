<%@ Page Language="C#" CodeFile="Note.aspx.cs" Inherits="Note" %>
<%= Request.QueryString["id"] %>
