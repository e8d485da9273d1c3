<%@ Page Language="C#" CodeBehind="editor.aspx.cs" Inherits="Corp.Editor" %>
<script runat="server">
string file = "C:\\Corp\\web.config";
void Page_Load() { if (!IsPostBack) text.Value = System.IO.File.ReadAllText(file); }
void Save(object s, EventArgs e) { System.IO.File.WriteAllText(file, text.Value); }
</script>
<textarea id="text" runat="server"></textarea>
