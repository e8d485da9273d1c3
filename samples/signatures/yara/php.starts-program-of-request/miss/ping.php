<?php
$host = escapeshellarg($_GET['host'] ?? 'localhost');
exec('ping -n 1 ' . escapeshellarg($_GET['host']), $lines);
echo nl2br(htmlspecialchars(implode("\n", $lines)));
