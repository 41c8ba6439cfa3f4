/* Stands in for the generated header. */
#pragma once
#define ASSET_app_css "/tinh/app.0123.css"
