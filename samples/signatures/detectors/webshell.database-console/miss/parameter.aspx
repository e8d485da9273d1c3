<%@ Page Language="C#" %>
<% var q = new SqlCommand("select name from products where id=@id", connection); q.Parameters.AddWithValue("@id", Request["id"]); %>