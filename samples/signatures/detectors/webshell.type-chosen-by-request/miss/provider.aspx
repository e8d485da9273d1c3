<%@ Page Language="C#" %>
<script runat="server">
object Call(string type, string method, params object[] args) {
  var t = Type.GetType(type);
  return t.GetMethod(method).Invoke(Activator.CreateInstance(t), args);
}
void Page_Load() { results.Text = Call("Corp.Search.Engine, Corp.Search", "Find", Request.QueryString["q"]).ToString(); }
</script>
