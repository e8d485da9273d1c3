<%@ Page Language="C#" %>
<a href="<%= RouteTable.Routes.GetVirtualPath(null, "item", null) %>">item</a>
