<%@ Page Language="C#" %>
<%@ Import Namespace="Microsoft.Web.Administration" %>
<script runat="server">
void Page_Load() {
  using (var manager = new ServerManager())
    foreach (var pool in manager.ApplicationPools) list.Items.Add(pool.Name + " " + pool.State);
  title.Text = Request.QueryString["title"];
}
</script>
