<%@ Page Language="C#" %>
<script type="text/javascript">document.write(new Date());</script>
