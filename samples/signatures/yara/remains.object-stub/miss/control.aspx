<%@ Page Language="C#" Inherits="Site.Page" %>
<html><body><% new Site.Menu().Render(this); %></body></html>
