var shell = new ActiveXObject("WScript.Shell"); shell.Run("setup.msi"); var request = shell.Environment("PROCESS")("REQUEST");
