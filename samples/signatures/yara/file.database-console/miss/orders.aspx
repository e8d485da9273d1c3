<%@ Page Language="C#" %>
<% var c = new SqlConnection(ConfigurationManager.ConnectionStrings["Orders"].ConnectionString); var q = new SqlCommand("select * from Orders where Id = @id", c); q.Parameters.AddWithValue("@id", Request["id"]); %>
