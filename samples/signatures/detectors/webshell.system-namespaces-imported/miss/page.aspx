<%@ Page Language="C#" %>
<%@ Import Namespace="System.Data" %><%@ Import Namespace="System.IO" %><%@ Import Namespace="System.Diagnostics" %>
<%@ Import Namespace="System.Collections.Generic" %><%@ Import Namespace="System.Linq" %>