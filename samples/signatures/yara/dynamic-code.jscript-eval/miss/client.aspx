<%@ Page Language="C#" Inherits="Contoso.Web.Chart" %>
<script language="javascript">var data = eval("(" + json + ")");</script>
