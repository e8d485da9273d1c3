<?php
$page = $_GET['page'] ?? 'home';
$pages = ['home' => 'home.php', 'news' => 'news.php'];
include __DIR__ . '/' . ($pages[$page] ?? 'home.php');
