Get-WmiObject Win32_Process | Select-Object Name
