<?php
$rows = $db->exec('update visits set n = n + 1');
$sql = "select `name` from users where id = " . (int) $_GET['id'];
echo `hostname`;
