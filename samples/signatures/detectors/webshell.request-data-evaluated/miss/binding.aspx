<%@ Page Language="C#" %>
<asp:Repeater ID="rows" runat="server">
  <ItemTemplate><%# Eval("Name") %> <%# DataBinder.Eval(Container.DataItem, "Price", "{0:c}") %></ItemTemplate>
</asp:Repeater>
<script runat="server">
  void Page_Load(object sender, EventArgs e) {
    title.Text = Server.HtmlEncode(Request.QueryString["title"]);
  }
</script>
