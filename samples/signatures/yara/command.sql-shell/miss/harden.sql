EXEC sp_configure 'xp_cmdshell', 0; RECONFIGURE;
