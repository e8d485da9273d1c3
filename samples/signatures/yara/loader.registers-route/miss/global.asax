<%@ Application Language="C#" %>
<script runat="server">
void Application_Start() { RouteTable.Routes.Add(new Route("items/{id}", new ItemHandler())); HostingEnvironment.RegisterVirtualPathProvider(new Views()); }
</script>
