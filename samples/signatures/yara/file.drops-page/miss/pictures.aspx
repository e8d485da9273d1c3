<%@ Page Language="C#" Inherits="Site.Gallery" CodeBehind="gallery.aspx.cs" %>
<asp:Repeater runat="server"><ItemTemplate><img src="/WriteAccess/Pictures/<%#Eval("name") %>" title="<%# Eval("title") %>" /></ItemTemplate></asp:Repeater>
