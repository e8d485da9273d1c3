<%@ Page Language="C#" %>
<p>The machineKey is set in web.config. <%= Version %></p>
