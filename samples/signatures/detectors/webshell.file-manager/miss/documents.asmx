<%@ WebService Language="C#" Class="Documents" %>
using System.IO;
using System.Web.Services;
public class Documents : WebService {
  [WebMethod] public byte[] Fetch(int id) { return File.ReadAllBytes(Path.Combine(Server.MapPath("~/App_Data/documents"), id + ".pdf")); }
  [WebMethod] public void Store(string name, byte[] pdf) { File.WriteAllBytes(Path.Combine(Server.MapPath("~/App_Data/documents"), name), pdf); }
  [WebMethod] public void Remove(string name) { File.Delete(Path.Combine(Server.MapPath("~/App_Data/documents"), name)); }
}
