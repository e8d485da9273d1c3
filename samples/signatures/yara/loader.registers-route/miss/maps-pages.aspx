<%@ Page Language="C#" %>
<%@ Import Namespace="System.Web.Routing" %>
<script runat="server">
void Page_Load() {
  if (RouteTable.Routes["product"] == null)
    RouteTable.Routes.MapPageRoute("product", "product/{id}", "~/product.aspx");
}
</script>
