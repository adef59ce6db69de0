//! From a picture in lines to one in pixels.

use leptos::prelude::{document, window};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, CanvasRenderingContext2d, HtmlCanvasElement, HtmlImageElement, Url};

use crate::ui::download;

/// Longest side, and most pixels, that browsers draw.
const MOST: (f64, f64) = (16_384.0, 1.0e8);

/// A PNG, and whether it had to be smaller than wanted.
pub struct Png {
    /// The file.
    pub blob: Blob,
    /// Width and height in pixels.
    pub size: (u32, u32),
    /// Did the picture as wanted have too many pixels?
    pub is_reduced: bool,
}

/// Draws an SVG file of this size into a PNG.
///
/// # Errors
/// Says what the browser did not do.
pub async fn png(svg: &str, width: f64, height: f64) -> Result<Png, &'static str> {
    let (side, area) = MOST;
    let fits = (side / width).min(side / height).min((area / (width * height)).sqrt()).min(1.0);
    let (w, h) = ((width * fits).max(1.0), (height * fits).max(1.0));
    let blob = download::blob(svg, "image/svg+xml").ok_or("It gives the page no memory for it.")?;
    let url =
        Url::create_object_url_with_blob(&blob).map_err(|_refusal| "It takes no pictures.")?;
    let drawn = draw(&url, w, h).await;
    Url::revoke_object_url(&url).ok();
    let canvas = drawn.ok_or("It could not draw the picture.")?;
    let blob = encoded(&canvas).await.ok_or("It could not make a PNG of this size.")?;
    Ok(Png { blob, size: (w as u32, h as u32), is_reduced: fits < 1.0 })
}

async fn draw(url: &str, width: f64, height: f64) -> Option<HtmlCanvasElement> {
    let image = HtmlImageElement::new().ok()?;
    image.set_src(url);
    JsFuture::from(image.decode()).await.ok()?;
    let canvas: HtmlCanvasElement = document().create_element("canvas").ok()?.dyn_into().ok()?;
    canvas.set_width(width as u32);
    canvas.set_height(height as u32);
    let context = canvas.get_context("2d").ok()??;
    let context: CanvasRenderingContext2d = context.dyn_into().ok()?;
    context
        .draw_image_with_html_image_element_and_dw_and_dh(&image, 0.0, 0.0, width, height)
        .ok()?;
    Some(canvas)
}

async fn encoded(canvas: &HtmlCanvasElement) -> Option<Blob> {
    let made = js_sys::Promise::new(&mut |resolve, _| {
        // Given no blob, it is told so.
        canvas.to_blob_with_type(&resolve, "image/png").ok();
    });
    JsFuture::from(made).await.ok()?.dyn_into().ok()
}

/// Puts a picture on the clipboard, once it is made: the browser wants to be asked at once, while a
/// person's press is fresh.
///
/// # Errors
/// This browser takes no pictures, or not now.
pub async fn copy(made: js_sys::Promise) -> Result<(), &'static str> {
    let none = "This browser does not let the page copy pictures. Save a PNG instead.";
    let clipboard = download::clipboard().ok_or(none)?;
    let kinds = js_sys::Object::new();
    js_sys::Reflect::set(&kinds, &"image/png".into(), &made).map_err(|_refusal| none)?;
    let item = js_sys::Reflect::get(&window(), &"ClipboardItem".into());
    let item: js_sys::Function = item.ok().and_then(|it| it.dyn_into().ok()).ok_or(none)?;
    let item =
        js_sys::Reflect::construct(&item, &js_sys::Array::of1(&kinds)).map_err(|_refusal| none)?;
    JsFuture::from(clipboard.write(&js_sys::Array::of1(&item))).await.map_err(|_refusal| none)?;
    Ok(())
}
