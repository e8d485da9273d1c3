<%@ Application Language="C#" %>
<script runat="server">
void Application_Start(object s, EventArgs e) { RouteTable.Routes.MapPageRoute("item", "item/{id}", "~/item.aspx"); GlobalFilters.Filters.Add(new HandleErrorAttribute()); }
</script>