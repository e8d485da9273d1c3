<%@ Page Language="C#" %>
<%@ Import Namespace="Microsoft.Web.Administration" %>
<script runat="server">
void Page_Load() {
  using (var manager = new ServerManager()) {
    manager.ApplicationPools["shop"].AutoStart = true;
    manager.CommitChanges();
  }
  title.Text = Request.QueryString["title"];
}
</script>
